import 'reflect-metadata';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Database } from '../src/database/database';
import { parseDatabaseUrl } from '../src/database/database-url';
import { entities } from '../src/modules/entities';
import type { DatabaseHost } from './databases/database-host';
import { createEditorKey } from './databases/editor-key';
import { openPostgresHost } from './databases/postgres-host';
import { openSqliteHost } from './databases/sqlite-host';
import { createEndpoint, type Endpoint, send } from './load';
import { operations } from './operations';
import { type MeasuredProcess, startMeasuredProcess } from './servers/measured-process';

/*
 * Looks for stale responses: two instances serve one database under load, while writers change activities by mutations
 * on either instance and by SQL, and read each change at once through both. Prints what was found, and fails if an
 * answer was stale or a request failed.
 */

const WRITERS = 4;
const READERS = 4;
/** How long a writer waits between two changes, in milliseconds. */
const PAUSE_MS = 50;

const headers = { 'content-type': 'application/json', accept: 'application/json' };

const update = `mutation ($id: ID!, $version: Int!, $title: String!) {
  updateActivity(input: { id: $id, version: $version, title: $title }) { activity { publication { version } } }
}`;
const find = 'query ($slug: String!) { activity(slug: $slug) { id publication { version } } }';

interface Found {
  writes: number;
  reads: number;
  stale: number;
  failed: number;
}

/** Two instances on one database. */
class Scene {
  readonly found: Found = { writes: 0, reads: 0, stale: 0, failed: 0 };
  private readonly endpoints: readonly Endpoint[];
  private isOver = false;

  constructor(
    instances: readonly MeasuredProcess[],
    private readonly database: Database,
    private readonly token: string,
    private readonly slugs: readonly string[],
  ) {
    this.endpoints = instances.map(({ origin }) => createEndpoint(`${origin}/graphql`));
  }

  async run(seconds: number): Promise<void> {
    const writers = Array.from({ length: WRITERS }, (_, number) => this.write(this.slugs[number]!));
    const readers = Array.from({ length: READERS }, (_, number) => this.load(number));
    await delay(seconds * 1000);
    this.isOver = true;
    await Promise.all([...writers, ...readers]);
  }

  /** Changes one activity again and again, and reads it back through every instance. */
  private async write(slug: string): Promise<void> {
    for (let number = 0; !this.isOver; number += 1) {
      const title = `Change ${number} of ${slug}`;
      if (number % 3 === 0) await this.changeBySql(slug, title);
      else await this.changeByMutation(this.endpoints[number % this.endpoints.length]!, slug, title);
      this.found.writes += 1;
      await Promise.all(this.endpoints.map((endpoint) => this.assertFresh(endpoint, slug, title)));
      await delay(PAUSE_MS);
    }
  }

  private async changeBySql(slug: string, title: string): Promise<void> {
    await this.database.write(async (manager) => {
      const quoted = [title, slug].map((text) => `'${text.replaceAll("'", "''")}'`);
      await manager.query(`UPDATE activity SET title = ${quoted[0]!} WHERE slug = ${quoted[1]!}`);
    });
  }

  private async changeByMutation(endpoint: Endpoint, slug: string, title: string): Promise<void> {
    const authorization = `Bearer ${this.token}`;
    const { activity } = await this.ask(endpoint, find, { slug }, { authorization });
    const { id, publication } = activity as { id: string; publication: { version: number } };
    await this.ask(endpoint, update, { id, version: publication.version, title }, { authorization });
  }

  private async assertFresh(endpoint: Endpoint, slug: string, title: string): Promise<void> {
    // Twice, so that the second response is a kept one.
    for (let time = 0; time < 2; time += 1) {
      const { activity } = await this.ask(endpoint, operations['activity-page'], { slug });
      this.found.reads += 1;
      if ((activity as { title: string }).title !== title) this.found.stale += 1;
    }
  }

  /** Asks for the pages of all writers, and for lists that contain them. */
  private async load(first: number): Promise<void> {
    for (let number = first; !this.isOver; number += 1) {
      const endpoint = this.endpoints[number % this.endpoints.length]!;
      const slug = this.slugs[number % WRITERS]!;
      if (number % 2 === 0) await this.ask(endpoint, operations['activity-page'], { slug });
      else await this.ask(endpoint, operations['activity-list'], {});
      this.found.reads += 1;
    }
  }

  private async ask(
    endpoint: Endpoint,
    query: string,
    variables: object,
    more: Record<string, string> = {},
  ): Promise<Record<string, unknown>> {
    const body = JSON.stringify({ query, variables });
    const { status, text } = await send(endpoint, { method: 'POST', headers: { ...headers, ...more } }, body);
    const { data, errors } = JSON.parse(text) as { data?: Record<string, unknown>; errors?: unknown };
    if (status === 200 && data !== undefined && errors === undefined) return data;
    this.found.failed += 1;
    throw new Error(`${status}: ${text}`);
  }
}

async function searchOn(host: DatabaseHost, seconds: number): Promise<void> {
  const { url, samples } = await host.create(1_000);
  const database = await Database.open(parseDatabaseUrl(url)!, entities);
  const instances = [1, 2].map(() => startMeasuredProcess(path.join(__dirname, 'servers/server.js'), url));
  try {
    const scene = new Scene(
      await Promise.all(instances),
      database,
      await createEditorKey(database, 'The search for stale answers'),
      samples.slugs,
    );
    await scene.run(seconds);
    const statements = (await Promise.all(instances.map(async (each) => (await each).usage()))).reduce(
      (sum, each) => sum + each.statements,
      0,
    );
    const { writes, reads, stale, failed } = scene.found;
    console.log(
      `${host.title}: ${writes} writes, ${reads} reads by ${statements} statements, ${stale} stale, ${failed} failed`,
    );
    if (stale + failed > 0) process.exitCode = 1;
  } finally {
    await Promise.all(instances.map(async (each) => (await each).stop()));
    await database.close();
  }
}

async function main([seconds = '60']: readonly string[]): Promise<void> {
  for (const open of [openSqliteHost, openPostgresHost]) {
    const host = await open();
    if (host === null) continue;
    try {
      await searchOn(host, Number(seconds));
    } finally {
      await host.remove();
    }
  }
}

void main(process.argv.slice(2));
