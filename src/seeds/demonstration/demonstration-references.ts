import type { EntityManager } from 'typeorm';
import { MemberCountry, MembershipKind } from '../../modules/catalogue/network/member-country.entity';
import { Network, NetworkSupporter } from '../../modules/catalogue/network/network.entity';
import { Organisation } from '../../modules/catalogue/organisation/organisation.entity';
import type { OrganisationRole } from '../../modules/catalogue/organisation/organisation-role';
import { Component } from '../../modules/catalogue/programme/component.entity';
import { Programme, ProgrammeOrganisation } from '../../modules/catalogue/programme/programme.entity';
import { Region } from '../../modules/catalogue/region/region.entity';
import { PublicationState } from '../../modules/publishing/publication.entity';
import type { DemonstrationProgramme } from '../writing/seed.types';
import { rendered } from '../writing/seed-texts';
import { publicationOf } from '../writing/seed-writer';

const published = { state: PublicationState.PUBLISHED, publishAt: null };

/** Saves the organisations, regions, programmes and components. */
export async function saveReferenceData(manager: EntityManager, demonstration: DemonstrationProgramme): Promise<void> {
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
  await manager.save(demonstration.regions.map(({ code, name }) => manager.create(Region, { code, name })));
  const organisationIds = await organisationIdsBySlug(manager);
  for (const { slug, name, acronym, startsOn, endsOn, components, ...seed } of demonstration.programmes) {
    const description = seed.description ?? null;
    const programme = await manager.save(
      manager.create(Programme, {
        slug,
        name,
        acronym: acronym ?? null,
        description,
        descriptionHtml: rendered(description),
        startsOn: startsOn ?? null,
        endsOn: endsOn ?? null,
      }),
    );
    await manager.save(
      Object.entries(seed.organisations).flatMap(([role, slugs]) =>
        slugs.map((organisation) =>
          manager.create(ProgrammeOrganisation, {
            programmeId: programme.id,
            organisationId: organisationIds.get(organisation)!,
            role: role as OrganisationRole,
          }),
        ),
      ),
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

/** Saves the networks with their members and supporters. The organisations exist. */
export async function saveNetworks(manager: EntityManager, demonstration: DemonstrationProgramme): Promise<void> {
  const organisationIds = await organisationIdsBySlug(manager);
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

async function organisationIdsBySlug(manager: EntityManager): Promise<Map<string, number>> {
  return new Map((await manager.find(Organisation)).map(({ slug, id }) => [slug, id]));
}
