import { readFileSync } from 'node:fs';
import path from 'node:path';
import { make } from './factories';
import { mutationsOf } from './mutations';
import type { TestServer } from './test-server';
import { editor } from './viewers';

const file = path.resolve(__dirname, '../../docs/examples/figures.json');

interface Example extends Readonly<Record<'organisations' | 'programmes', readonly object[]>> {
  readonly activities: readonly { readonly content: object; readonly transactions: readonly object[] }[];
}

/** Enters the example of docs/examples, whose activities have people, money and results, as editors do. */
export async function enterExampleFigures(server: TestServer): Promise<void> {
  const { organisations, programmes, activities } = JSON.parse(readFileSync(file, 'utf8')) as Example;
  await make(server.app, async (create) => {
    for (const organisation of organisations) await create.organisation(organisation);
    for (const programme of programmes) await create.programme(programme);
  });
  const shown = 'activity { id publication { version } }';
  for (const { content, transactions } of activities) {
    let { activity } = await mutationsOf(server, 'createActivity', editor).done(content, shown);
    const target = (): object => ({ version: activity.publication.version as number });
    for (const transaction of transactions) {
      const input = { ...transaction, ...target(), activityId: activity.id as string };
      ({ activity } = await mutationsOf(server, 'createTransaction', editor).done(input, shown));
    }
    await mutationsOf(server, 'publishActivity', editor).done({ ...target(), id: activity.id as string }, '__typename');
  }
}
