import { randomBytes } from 'node:crypto';
import sql from 'sql-template-tag';
import type { EntityManager } from 'typeorm';
import { Role } from '../../domain/access/role';
import { Account } from '../../domain/account/account.entity';
import type { Passwords } from '../../domain/account/passwords';
import { MemberCountry, MembershipKind } from '../../domain/network/member-country.entity';
import { NetworkSupporter } from '../../domain/network/network-supporter.entity';
import { Network } from '../../domain/network/network.entity';
import { Organisation } from '../../domain/organisation/organisation.entity';
import { Component } from '../../domain/programme/component.entity';
import { Programme } from '../../domain/programme/programme.entity';
import { PublicationState } from '../../domain/publication/publication.entity';
import { Region } from '../../domain/region/region.entity';
import { startupFailure, type Database } from '../database';
import { demonstration } from './demonstration.data';
import { publicationOf, SeedWriter } from './seed-writer';

/** An account of the demonstration with its password, which is told once and kept nowhere. */
export interface DemonstrationLogin {
  readonly email: string;
  readonly role: Role;
  readonly password: string;
}

const published = { state: PublicationState.PUBLISHED, publishAt: null };

/**
 * Loads the demonstration programme into an empty database, with an account for each role.
 *
 * @returns the accounts with their new passwords; null when the database holds something already, and stays as it is.
 * @throws StartupError when the database cannot take it, for example because the disk is full.
 */
export async function loadDemonstration(
  database: Database,
  passwords: Passwords,
): Promise<DemonstrationLogin[] | null> {
  if (!(await isEmpty(database))) return null;
  const logins = newLogins();
  const hashes = await Promise.all(logins.map(({ password }) => passwords.hash(password)));
  try {
    return await database.write(async (manager) => {
      // Asked again inside: another instance may have been faster. On SQLite units of work take turns anyway.
      if (database.dialect === 'postgres') await manager.query('LOCK TABLE programme IN SHARE ROW EXCLUSIVE MODE');
      if (await manager.existsBy(Programme, {})) return null;
      await saveDemonstration(manager, logins, hashes);
      return logins;
    });
  } catch (error) {
    throw startupFailure('The demonstration programme cannot be loaded', error);
  }
}

async function saveDemonstration(
  manager: EntityManager,
  logins: readonly DemonstrationLogin[],
  hashes: readonly string[],
): Promise<void> {
  const now = new Date().toISOString();
  await saveVocabularies(manager);
  await saveNetworks(manager);
  await saveAccounts(manager, logins, hashes, now);
  const writer = await SeedWriter.open(manager);
  const activityIds = new Map(
    demonstration.activities.map((seed) => [seed.slug, writer.addActivity(seed, published, now)]),
  );
  for (const seed of demonstration.newsItems) {
    const newsItemId = writer.addNewsItem(seed, published);
    for (const slug of seed.activities) writer.relate(newsItemId, activityIds.get(slug)!);
  }
  await writer.flush();
}

async function isEmpty({ read }: Database): Promise<boolean> {
  const [found] = await read.query<{ things: number | string }>(sql`
    SELECT (SELECT count(*) FROM programme) + (SELECT count(*) FROM network) + (SELECT count(*) FROM activity)
      + (SELECT count(*) FROM account) AS things`);
  return Number(found?.things) === 0;
}

async function saveVocabularies(manager: EntityManager): Promise<void> {
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
      manager.create(Programme, { slug, name, acronym: acronym ?? null, description: description ?? null }),
    );
    await manager.save(
      components.map((component) =>
        manager.create(Component, {
          code: component.code,
          name: component.name,
          description: component.description ?? null,
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

async function saveAccounts(
  manager: EntityManager,
  logins: readonly DemonstrationLogin[],
  hashes: readonly string[],
  now: string,
): Promise<void> {
  const casc = await manager.findOneByOrFail(Network, { slug: 'casc' });
  await manager.save(
    logins.map(({ email, role }, number) =>
      manager.create(Account, {
        email,
        name: `Demonstration ${role.toLowerCase()}`,
        role,
        networkId: role === Role.MEMBER ? casc.id : null,
        passwordHash: hashes[number]!,
        createdAt: now,
      }),
    ),
  );
}

function newLogins(): DemonstrationLogin[] {
  return Object.values(Role).map((role) => ({
    email: `${role.toLowerCase()}@entente.example`,
    role,
    password: randomBytes(15).toString('base64url'),
  }));
}
