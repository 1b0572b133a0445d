import type { MigrationInterface } from 'typeorm';
import { InitialSchema1764000000000 } from './migrations/1764000000000-initial-schema';
import { FullTextSearch1764100000000 } from './migrations/1764100000000-full-text-search';
import { AccountsAndAccess1764200000000 } from './migrations/1764200000000-accounts-and-access';

/** Every migration, the oldest first. A merged one never changes. */
export const migrations: (new () => MigrationInterface)[] = [
  InitialSchema1764000000000,
  FullTextSearch1764100000000,
  AccountsAndAccess1764200000000,
];
