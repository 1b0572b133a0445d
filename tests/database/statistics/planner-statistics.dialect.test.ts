import BetterSqlite from 'better-sqlite3';
import { Client } from 'pg';
import { Database } from '../../../src/database/database';
import { parseDatabaseUrl } from '../../../src/database/database-url';
import { entities } from '../../../src/modules/entities';
import { factories } from '../../support/factories';
import { createMigratedDatabase } from '../../support/test-database';
import { startTestServer } from '../../support/test-server';

if (__DATABASE__ === 'postgres') {
  test('the start collects the statistics of tables that have none', async () => {
    const storage = await createMigratedDatabase();
    const database = await Database.open(parseDatabaseUrl(storage.url)!, entities);
    await database.write((manager) => factories(manager).activity());
    await database.close();

    const server = await startTestServer({ DATABASE_URL: storage.url });
    const client = new Client(storage.url);
    await client.connect();
    try {
      const { rows } = await client.query(`SELECT DISTINCT tablename FROM pg_stats WHERE tablename = 'activity'`);
      expect(rows).toHaveLength(1);
    } finally {
      await client.end();
      await server.close();
      await storage.drop();
    }
  });
} else {
  test('the start removes statistics, for which the statements are not written', async () => {
    const storage = await createMigratedDatabase();
    const file = new BetterSqlite(storage.url.replace('sqlite:', ''));
    const database = await Database.open(parseDatabaseUrl(storage.url)!, entities);
    await database.write((manager) => factories(manager).activity());
    await database.close();
    file.exec('ANALYZE');
    const statistics = () => file.prepare(`SELECT name FROM sqlite_master WHERE name LIKE 'sqlite_stat%'`).all();
    expect(statistics()).not.toEqual([]);

    const server = await startTestServer({ DATABASE_URL: storage.url });
    expect(statistics()).toEqual([]);
    expect(await server.data('{ activities { totalCount } }')).toEqual({ activities: { totalCount: 1 } });
    await server.close();
    file.close();
    await storage.drop();
  });
}
