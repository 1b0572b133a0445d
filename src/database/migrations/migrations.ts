import type { MigrationInterface } from 'typeorm';
import { StartupError } from '../../errors';
import { Baseline1767960000000 } from './1767960000000-baseline';

/** Every migration, oldest first. A released migration never changes. */
export const migrations: (new () => MigrationInterface)[] = [Baseline1767960000000];

/** True for the name of a migration that came before the baseline. What has it was made before the first release. */
export function isBeforeBaseline(name: string): boolean {
  const [time] = /\d{13}$/.exec(name) ?? [];
  return Number(time) < 1_767_960_000_000;
}

/** The StartupError (exit code 78) for a database or a backup with a migration that this release does not know. */
export function unknownMigration(found: 'database' | 'backup', name: string): StartupError {
  const has = `(it has the migration ${name})`;
  return new StartupError(
    isBeforeBaseline(name)
      ? `The ${found} was made before the first release of Entente ${has}: export its activities with the version that made it, and import ` +
          'them into a new database with this one (docs/import.md)'
      : `The ${found} is from a newer release of Entente ${has}: install the newer release`,
    78,
  );
}
