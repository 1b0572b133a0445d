import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { openSqliteHost } from './databases/sqlite-host';
import { createEndpoint, post } from './load';
import { startMeasuredProcess } from './servers/measured-process';

/*
 * Sends ever new documents, and prints how much memory the server has. It must stay flat. The limit of the heap that this
 * process was started with (--max-old-space-size, in MB) applies to the server as well.
 */

const SENT_AT_ONCE = 8;
const REPORTS = 10;

const list = readFileSync(path.resolve('docs/operations/activity-list.graphql'), 'utf8');

const bodies: Readonly<Record<string, (number: number) => object>> = {
  small: (number) => ({ query: `query T${number} { __typename }` }),
  ordinary: (number) => ({ query: ordinary(number) }),
  persisted: (number) => {
    const query = ordinary(number);
    const sha256Hash = createHash('sha256').update(query).digest('hex');
    return { query, extensions: { persistedQuery: { version: 1, sha256Hash } } };
  },
};

function ordinary(number: number): string {
  return list.replace('ActivityList', `List${number}`);
}

async function main([kind = 'small', count = '100000']: readonly string[]): Promise<void> {
  const bodyOf = bodies[kind];
  if (bodyOf === undefined) throw new Error(`The kind of document must be one of ${Object.keys(bodies).join(', ')}`);
  const host = openSqliteHost();
  const { url } = await host.create(100);
  const server = await startMeasuredProcess(path.join(__dirname, 'servers/server.js'), url);
  try {
    const endpoint = createEndpoint(`${server.origin}/graphql`);
    for (let sent = 0; sent < Number(count); sent += SENT_AT_ONCE) {
      const next = Array.from({ length: SENT_AT_ONCE }, (_, offset) => JSON.stringify(bodyOf(sent + offset)));
      await Promise.all(next.map((body) => post(endpoint, body)));
      if ((sent / SENT_AT_ONCE) % Math.ceil(Number(count) / SENT_AT_ONCE / REPORTS) === 0) {
        const { residentBytes } = await server.usage();
        process.stdout.write(`${sent} documents: ${Math.round(residentBytes / 2 ** 20)} MiB\n`);
      }
    }
  } finally {
    await server.stop();
    await host.remove();
  }
}

void main(process.argv.slice(2));
