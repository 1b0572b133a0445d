export default async function tearDownPostgres(): Promise<void> {
  if (globalThis.postgresCluster) {
    await globalThis.postgresCluster.stop();
    globalThis.postgresCluster = undefined;
    // In watch mode, the next run starts its own cluster.
    delete process.env.TEST_DATABASE_URL;
  } else if (!process.env.TEST_DATABASE_URL) {
    process.stderr.write(
      '\nPostgreSQL was NOT covered by this run: it passed on SQLite only. ' +
        'Install PostgreSQL (initdb and pg_ctl suffice), or name a server with TEST_DATABASE_URL.\n',
    );
  }
}
