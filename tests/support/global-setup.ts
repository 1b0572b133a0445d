import { Client } from 'pg';
import { findPostgresBinaries } from './postgres-binaries.js';
import { type PostgresCluster, startPostgresCluster } from './postgres-cluster';

declare global {
  var postgresCluster: PostgresCluster | undefined;
}

/**
 * Sets TEST_DATABASE_URL to a PostgreSQL server on which the tests may create databases: the given one, or a temporary
 * cluster. Without either, a run on CI fails, and any other run skips PostgreSQL with a message.
 */
export default async function setUpPostgres(): Promise<void> {
  if (process.env.TEST_DATABASE_URL) {
    await assertReachable(process.env.TEST_DATABASE_URL);
    return;
  }
  const binaries = findPostgresBinaries();
  if (binaries) {
    globalThis.postgresCluster = await startPostgresCluster(binaries);
    process.env.TEST_DATABASE_URL = globalThis.postgresCluster.url;
  } else if (process.env.CI === 'true') {
    throw new Error('PostgreSQL is NOT covered: CI needs initdb and pg_ctl, or a server named by TEST_DATABASE_URL.');
  }
}

async function assertReachable(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  try {
    await client.connect();
  } catch (error) {
    throw new Error('The PostgreSQL that TEST_DATABASE_URL names cannot be reached.', { cause: error });
  } finally {
    await client.end();
  }
}
