import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { type DatabaseTemplate, TEMPLATE_FILES } from './database-template';

export default async function tearDownPostgres(): Promise<void> {
  if (globalThis.postgresCluster) {
    await globalThis.postgresCluster.stop();
    globalThis.postgresCluster = undefined;
    // In watch mode, the next run starts its own cluster.
    delete process.env.TEST_DATABASE_URL;
  } else if (process.env.TEST_DATABASE_URL) {
    await dropTemplates(process.env.TEST_DATABASE_URL);
  } else {
    process.stderr.write(
      '\nPostgreSQL was NOT covered by this run: it passed on SQLite only. ' +
        'Install PostgreSQL (initdb and pg_ctl suffice), or name a server with TEST_DATABASE_URL.\n',
    );
  }
}

/** Drops the databases that the workers of this run have copied. A server that is not ours would keep them. */
async function dropTemplates(serverUrl: string): Promise<void> {
  const client = new Client({ connectionString: serverUrl });
  await client.connect();
  try {
    for (const file of await readdir(tmpdir())) {
      if (!file.startsWith(`${TEMPLATE_FILES}postgres-`)) continue;
      const template = JSON.parse(await readFile(path.join(tmpdir(), file), 'utf8')) as DatabaseTemplate;
      await client.query(`DROP DATABASE IF EXISTS "${new URL(template.url).pathname.slice(1)}"`);
    }
  } finally {
    await client.end();
  }
}
