import type { EntityManager } from 'typeorm';
import { emptyContent } from '../../../core/fields/content';
import { readContent } from '../../../core/fields/content-storage';
import { MAX_LENGTH } from '../../../core/limits';
import { checkSlug, checkText } from '../../../core/mutations/checks';
import type { UnitOfWork } from '../../../core/mutations/mutation-runner';
import { idsByName } from '../../../core/mutations/natural-key';
import { Problems } from '../../../core/mutations/problems';
import { createPublishable, draftStatus } from '../../publishing/publishable-changes';
import { createEntry } from '../../reference-data/reference-data.service';
import { Network, publishableNetwork } from '../network/network.entity';
import { organisations } from '../organisation/organisation.entity';
import { Component, components } from '../programme/component.entity';
import { Programme, programmeKey, programmes } from '../programme/programme.entity';
import { Region, regions } from '../region/region.entity';
import type { GivenActivity } from './activity-transfer';

/** The slugs and codes of networks and reference data that the activities of a file refer to. */
export class ReferencedKeys {
  private readonly programmes = new Set<string>();
  private readonly regions = new Set<string>();
  private readonly networks = new Set<string>();
  private readonly organisations = new Set<string>();
  /** Each component with the programme of the first activity that names both; null: no activity does. */
  private readonly components = new Map<string, string | null>();

  add(given: GivenActivity): void {
    const { programme, component, region, networks } = given;
    if (programme != null) this.programmes.add(programme);
    if (region != null) this.regions.add(region);
    networks?.forEach((network) => this.networks.add(network));
    const inRows = [...(given.organisations ?? []), ...(given.participation ?? [])];
    for (const organisation of [given.reportingOrganisation, ...inRows.map((row) => row.organisation)]) {
      if (organisation != null) this.organisations.add(organisation);
    }
    if (component != null) this.components.set(component, this.components.get(component) ?? programme ?? null);
  }

  /**
   * Creates the missing rows, with their slug or code as their name. Networks are created as drafts. A component without
   * a known programme gets a programme of its own. Invalid slugs and codes are ignored.
   *
   * @returns a description of each row that was created, e.g. `region CAUCASUS`
   */
  async createMissing(unit: UnitOfWork): Promise<string[]> {
    const { manager } = unit;
    const created: string[] = [];
    for (const slug of await missing(manager, 'programme', 'slug', this.programmes)) {
      await createEntry(unit, programmes, { ...emptyContent(programmes.content), slug, name: slug });
      created.push(`programme ${slug}`);
    }
    for (const code of await missing(manager, 'region', 'code', this.regions)) {
      await createEntry(unit, regions, { ...emptyContent(regions.content), code, name: code });
      created.push(`region ${code}`);
    }
    for (const slug of await missing(manager, 'network', 'slug', this.networks)) {
      const content = { ...emptyContent(publishableNetwork.content), slug, name: slug };
      await createPublishable(unit, publishableNetwork, { content, status: draftStatus });
      created.push(`network ${slug}`);
    }
    for (const slug of await missing(manager, 'organisation', 'slug', this.organisations)) {
      await createEntry(unit, organisations, { ...emptyContent(organisations.content), slug, name: slug });
      created.push(`organisation ${slug}`);
    }
    for (const code of await missing(manager, 'component', 'code', this.components.keys())) {
      const programme = this.components.get(code) ?? (await ownProgramme(unit, code));
      const known = await idsByName(manager, programmeKey, [programme]);
      if (!known.has(programme)) continue;
      await createEntry(unit, components, { ...emptyContent(components.content), code, name: code, programme });
      created.push(`component ${code} of ${programme}`);
    }
    return created;
  }
}

/** True if there are no programmes, components, regions and networks, as in a new database. */
export async function isWithoutReferences(manager: EntityManager): Promise<boolean> {
  for (const entity of [Programme, Component, Region, Network]) if (await manager.existsBy(entity, {})) return false;
  return true;
}

/** Creates a programme for a component without a known programme. Returns its slug. */
async function ownProgramme(unit: UnitOfWork, code: string): Promise<string> {
  const id = await createEntry(unit, programmes, { ...emptyContent(programmes.content), name: code });
  return (await readContent(unit.manager, programmes.content, id)).slug;
}

async function missing(
  manager: EntityManager,
  table: string,
  column: 'slug' | 'code',
  names: Iterable<string>,
): Promise<string[]> {
  const valid = [...names].filter((name) => {
    const problems = new Problems();
    if (column === 'slug') checkSlug(problems, column, name);
    else checkText(problems, column, name, { max: MAX_LENGTH.code, required: true, code: true });
    return !problems.has(column);
  });
  const known = await idsByName(manager, { table, column }, valid);
  return valid.filter((name) => !known.has(name));
}
