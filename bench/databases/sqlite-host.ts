import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { type DatabaseHost, nameOf, seed } from './database-host';

export function openSqliteHost(): DatabaseHost {
  const directory = mkdtempSync(path.join(tmpdir(), 'entente-bench-'));
  const remove = (): void => {
    rmSync(directory, { recursive: true, force: true });
  };
  // A run must not leave hundreds of megabytes behind, however it ends.
  process.once('exit', remove);
  return {
    title: `SQLite ${sqliteVersion()}`,
    create: (activities, options = {}) => {
      const file = path.join(directory, `${nameOf(activities, options)}.sqlite`);
      return seed(`sqlite:${file}`, activities, options);
    },
    cpuMs: () => null,
    remove: async () => {
      process.off('exit', remove);
      remove();
    },
  };
}

function sqliteVersion(): string {
  const database = new BetterSqlite(':memory:');
  const version = database.prepare('SELECT sqlite_version()').pluck().get() as string;
  database.close();
  return version;
}
