import { randomBytes } from 'node:crypto';
import { sql } from '../database/sql';
import type { EntityManager } from 'typeorm';
import { Role } from '../core/access/role';
import { Account } from '../modules/identity/account.entity';
import type { Passwords } from '../modules/identity/passwords';
import type { FileIngest } from '../modules/files/file-ingest';
import { MemberCountry, MembershipKind } from '../modules/catalogue/network/member-country.entity';
import { NetworkSupporter, Network } from '../modules/catalogue/network/network.entity';
import { Organisation } from '../modules/catalogue/organisation/organisation.entity';
import { Component } from '../modules/catalogue/programme/component.entity';
import { Programme } from '../modules/catalogue/programme/programme.entity';
import { PublicationState } from '../modules/publishing/publication.entity';
import { Region } from '../modules/catalogue/region/region.entity';
import { ActivityDocumentsPassword } from '../modules/documents/unlocking/activity-documents-password.entity';
import { type Database } from '../database/database';
import { toStartupError } from '../database/database-errors';
import { lockTable } from '../database/write-sql';
import { documentedActivity } from './demonstration-documents';
import { storeDemonstrationFiles, type AttachFiles } from './demonstration-files';
import { demonstration } from './demonstration.data';
import { rendered } from './seed-texts';
import { publicationOf, SeedWriter } from './seed-writer';

/** A password of the demonstration. Passwords are random, are shown only once, and are not stored. */
export interface DemonstrationPassword {
  /** The address of an account, or `restricted documents`. */
  readonly opens: string;
  readonly password: string;
}

/** The passwords, and their hashes to store. */
interface Secrets {
  readonly logins: readonly { readonly email: string; readonly role: Role; readonly password: string }[];
  readonly documentsPassword: string;
  readonly loginHashes: readonly string[];
  readonly documentsHash: string;
}

/** Thrown when another instance has loaded the demonstration in the meantime. */
class AlreadyLoadedError extends Error {}

const published = { state: PublicationState.PUBLISHED, publishAt: null };

/**
 * Loads the demonstration programme into an empty database, with an account for each role and files for its restricted
 * documents. It is loaded completely or not at all.
 *
 * @param ingest stores the files; without it, the documents have no files
 * @returns the new passwords; null if the database was not empty and is unchanged
 * @throws StartupError when the database or the file store fails, for example because the disk is full
 */
export async function loadDemonstration(
  database: Database,
  passwords: Passwords,
  ingest: FileIngest | null = null,
): Promise<DemonstrationPassword[] | null> {
  if (!(await isEmpty(database))) return null;
  const secrets = await newSecrets(passwords);
  const load = (attach: AttachFiles): Promise<void> =>
    database.write(async (manager) => {
      // Checks again under the lock, since another instance may have loaded it.
      await lockTable(manager, Programme);
      if (await manager.existsBy(Programme, {})) throw new AlreadyLoadedError();
      await saveDemonstration(manager, secrets, attach);
    });
  try {
    await (ingest === null ? load(async () => {}) : storeDemonstrationFiles(ingest, load));
  } catch (error) {
    if (error instanceof AlreadyLoadedError) return null;
    throw toStartupError('The demonstration programme cannot be loaded', error);
  }
  return [
    ...secrets.logins.map(({ email, password }) => ({ opens: email, password })),
    { opens: 'restricted documents', password: secrets.documentsPassword },
  ];
}

async function saveDemonstration(manager: EntityManager, secrets: Secrets, attach: AttachFiles): Promise<void> {
  const now = new Date().toISOString();
  await saveReferenceData(manager);
  await saveNetworks(manager);
  await saveAccounts(manager, secrets, now);
  const writer = await SeedWriter.open(manager);
  const activityIds = new Map(
    demonstration.activities.map((seed) => [seed.slug, writer.addActivity(seed, published, now)]),
  );
  for (const seed of demonstration.newsItems) {
    const newsItemId = writer.addNewsItem(seed, published, now);
    for (const slug of seed.activities) writer.relate(newsItemId, activityIds.get(slug)!);
  }
  await writer.flush();
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
  const [found] = await read.query<{ total: number | string }>(sql`
    SELECT (SELECT count(*) FROM programme) + (SELECT count(*) FROM network) + (SELECT count(*) FROM activity)
      + (SELECT count(*) FROM account) AS total`);
  return Number(found?.total) === 0;
}

async function saveReferenceData(manager: EntityManager): Promise<void> {
  await manager.save(
    demonstration.organisations.map(({ slug, name, acronym, country, identifier }) =>
      manager.create(Organisation, {
        slug,
        name,
        acronym: acronym ?? null,
        countryCode: country ?? null,
        identifier: identifier ?? null,
      }),
    ),
  );
  await manager.save(demonstration.regions.map((region) => manager.create(Region, region)));
  for (const { slug, name, acronym, description, components } of demonstration.programmes) {
    const programme = await manager.save(
      manager.create(Programme, {
        slug,
        name,
        acronym: acronym ?? null,
        description: description ?? null,
        descriptionHtml: rendered(description ?? null),
      }),
    );
    await manager.save(
      components.map((component) =>
        manager.create(Component, {
          code: component.code,
          name: component.name,
          description: component.description ?? null,
          descriptionHtml: rendered(component.description ?? null),
          programmeId: programme.id,
        }),
      ),
    );
  }
}

async function saveNetworks(manager: EntityManager): Promise<void> {
  const organisationIds = new Map((await manager.find(Organisation)).map(({ slug, id }) => [slug, id]));
  for (const { slug, name, acronym, description, since, supportedBy, members } of demonstration.networks) {
    const network = await manager.save(
      manager.create(Network, {
        slug,
        name,
        acronym: acronym ?? null,
        description: description ?? null,
        descriptionHtml: rendered(description ?? null),
        since: since ?? null,
        publication: publicationOf(published),
      }),
    );
    await manager.save(
      supportedBy.map((supporter) =>
        manager.create(NetworkSupporter, { networkId: network.id, organisationId: organisationIds.get(supporter)! }),
      ),
    );
    await manager.save(
      members.map((member) =>
        manager.create(MemberCountry, {
          networkId: network.id,
          countryCode: member.country,
          kind: MembershipKind[member.kind],
          institutionId: member.institution === undefined ? null : organisationIds.get(member.institution)!,
          since: member.since ?? null,
          until: member.until ?? null,
        }),
      ),
    );
  }
}

async function saveAccounts(manager: EntityManager, { logins, loginHashes }: Secrets, now: string): Promise<void> {
  const casc = await manager.findOneByOrFail(Network, { slug: 'casc' });
  await manager.save(
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
