import { randomBytes } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { Role } from '../core/access/role';
import { type Database } from '../database/database';
import { toStartupError } from '../database/database-errors';
import { sql } from '../database/sql/sql';
import { lockTable } from '../database/sql/write-sql';
import { Network } from '../modules/catalogue/network/network.entity';
import { Programme } from '../modules/catalogue/programme/programme.entity';
import { ActivityDocumentsPassword } from '../modules/documents/unlocking/documents-password/activity-documents-password.entity';
import { Account } from '../modules/identity/account/account.entity';
import type { Passwords } from '../modules/identity/password/passwords';
import { PublicationState } from '../modules/publishing/publication.entity';
import { demonstrationIn, demonstrationLocales } from './demonstration/demonstration.data';
import { documentedActivity } from './demonstration/demonstration-documents';
import { type AttachFiles, type FileStoring, storeDemonstrationFiles } from './demonstration/demonstration-files';
import { recordItems } from './demonstration/demonstration-records';
import { saveNetworks, saveReferenceData } from './demonstration/demonstration-references';
import type { DemonstrationProgramme } from './writing/seed.types';
import { SeedWriter } from './writing/seed-writer';

/** A password of the demonstration. Passwords are random, are shown only once, and are not stored. */
export interface DemonstrationPassword {
  /** The address of an account, or `restricted documents`. */
  readonly opens: string;
  readonly password: string;
}

/** Shows the passwords to the operator, or stores them where only the operator can read them. */
export type AnnouncePasswords = (passwords: readonly DemonstrationPassword[]) => Promise<void>;

/** The passwords, and their hashes to store. */
interface Secrets {
  readonly logins: readonly { readonly email: string; readonly role: Role; readonly password: string }[];
  readonly documentsPassword: string;
  readonly loginHashes: readonly string[];
  readonly documentsHash: string;
}

/** The day on which the news and the translations of the demonstration were written. */
const WRITTEN_AT = '2026-11-24T00:00:00.000Z';

/** Thrown when another instance has loaded the demonstration in the meantime. */
class AlreadyLoadedError extends Error {}

const published = { state: PublicationState.PUBLISHED, publishAt: null };

/**
 * Loads the demonstration programme into an empty database, with an account for each role, pictures, and files for its
 * restricted documents. It is loaded completely or not at all.
 *
 * @param announce is called before the commit: if the process ended between a commit and the call, nobody would know the passwords
 * @param files stores the files; without it, the documents have no files, and there are no pictures
 * @param locales the languages of the server: the demonstration is loaded in those that it has texts in
 * @returns false if the database was not empty and is unchanged
 * @throws StartupError when the database or the file store fails, for example because the disk is full
 */
export async function loadDemonstration(
  database: Database,
  passwords: Passwords,
  announce: AnnouncePasswords,
  files: FileStoring | null = null,
  locales: readonly string[] = demonstrationLocales,
): Promise<boolean> {
  if (!(await isEmpty(database))) return false;
  const secrets = await newSecrets(passwords);
  const load = (attach: AttachFiles): Promise<void> =>
    database.write(async (manager) => {
      // Checks again under the lock, since another instance may have loaded it.
      await lockTable(manager, Programme);
      if (await manager.existsBy(Programme, {})) throw new AlreadyLoadedError();
      await saveDemonstration(manager, demonstrationIn(locales), secrets, attach);
      await announce([
        ...secrets.logins.map(({ email, password }) => ({ opens: email, password })),
        { opens: 'restricted documents', password: secrets.documentsPassword },
      ]);
    });
  try {
    await (files === null ? load(async () => {}) : storeDemonstrationFiles(files, locales, load));
  } catch (error) {
    if (error instanceof AlreadyLoadedError) return false;
    throw toStartupError('The demonstration programme cannot be loaded', error);
  }
  return true;
}

async function saveDemonstration(
  manager: EntityManager,
  demonstration: DemonstrationProgramme,
  secrets: Secrets,
  attach: AttachFiles,
): Promise<void> {
  const now = new Date().toISOString();
  await saveReferenceData(manager, demonstration);
  await saveNetworks(manager, demonstration);
  const accounts = await saveAccounts(manager, secrets, now);
  const writer = await SeedWriter.open(manager);
  await writer.addTranslatedNames(demonstration, WRITTEN_AT);
  const activityIds = new Map(
    demonstration.activities.map((seed) => [seed.slug, writer.addActivity(seed, published, now, WRITTEN_AT)]),
  );
  const newsItems: number[] = [];
  for (const seed of demonstration.newsItems) {
    const newsItemId = writer.addNewsItem(seed, published, WRITTEN_AT);
    newsItems.push(newsItemId);
    for (const slug of seed.activities) writer.relate(newsItemId, activityIds.get(slug)!);
  }
  await writer.flush();
  await recordItems(manager, demonstration, { activities: [...activityIds.values()], newsItems, accounts });
  const activityId = activityIds.get(documentedActivity)!;
  await manager.insert(ActivityDocumentsPassword, {
    activityId,
    passwordHash: secrets.documentsHash,
    createdAt: now,
    createdById: null,
    replacedAt: null,
  });
  await attach(manager, activityId, now);
}

async function isEmpty({ read }: Database): Promise<boolean> {
  const found = await read.query(sql`
    SELECT 1 AS found WHERE EXISTS (SELECT 1 FROM programme) OR EXISTS (SELECT 1 FROM network)
      OR EXISTS (SELECT 1 FROM activity) OR EXISTS (SELECT 1 FROM account)`);
  return found.length === 0;
}

/** Returns the ids of the accounts. */
async function saveAccounts(manager: EntityManager, { logins, loginHashes }: Secrets, now: string): Promise<number[]> {
  const casc = await manager.findOneByOrFail(Network, { slug: 'casc' });
  const accounts = await manager.save(
    logins.map(({ email, role }, index) =>
      manager.create(Account, {
        email,
        name: `Demonstration ${role.toLowerCase()}`,
        role,
        networkId: role === Role.MEMBER ? casc.id : null,
        passwordHash: loginHashes[index]!,
        createdAt: now,
      }),
    ),
  );
  return accounts.map(({ id }) => id);
}

async function newSecrets(passwords: Passwords): Promise<Secrets> {
  const logins = Object.values(Role).map((role) => ({
    email: `${role.toLowerCase()}@entente.example`,
    role,
    password: newPassword(),
  }));
  const documentsPassword = newPassword();
  const [documentsHash, ...loginHashes] = await Promise.all(
    [documentsPassword, ...logins.map(({ password }) => password)].map((password) => passwords.hash(password)),
  );
  return { logins, documentsPassword, loginHashes, documentsHash: documentsHash! };
}

function newPassword(): string {
  return randomBytes(15).toString('base64url');
}
