import type { EntityManager } from 'typeorm';
import { checkSlug, checkText, idsOf, longest } from '../authoring/checks';
import { Problems } from '../authoring/problems';
import { makeSlug } from '../authoring/slug';
import { Network } from '../network/network.entity';
import { Component } from '../programme/component.entity';
import { Programme } from '../programme/programme.entity';
import { PublicationState } from '../publication/publication.entity';
import { Region } from '../region/region.entity';
import type { GivenActivity } from './activity-transfer';

/** The slugs and codes that the activities of a file refer to. */
export class NamedVocabularies {
  private readonly programmes = new Set<string>();
  private readonly regions = new Set<string>();
  private readonly networks = new Set<string>();
  /** With the programme that the first activity of each has; null: none of them has any. */
  private readonly components = new Map<string, string | null>();

  add({ programme, component, region, networks }: GivenActivity): void {
    if (programme != null) this.programmes.add(programme);
    if (region != null) this.regions.add(region);
    networks?.forEach((network) => this.networks.add(network));
    if (component != null) this.components.set(component, this.components.get(component) ?? programme ?? null);
  }

  /**
   * Makes the entries that are missing, named by their slugs and codes; networks as drafts. A component whose programme
   * nothing tells gets one of its own. What cannot be a slug or a code is left out.
   *
   * @returns what was made, e.g. `region CAUCASUS`
   */
  async createMissing(manager: EntityManager): Promise<string[]> {
    const made: string[] = [];
    for (const slug of await missing(manager, 'programme', 'slug', this.programmes)) {
      await manager.insert(Programme, { slug, name: slug, acronym: null, description: null });
      made.push(`programme ${slug}`);
    }
    for (const code of await missing(manager, 'region', 'code', this.regions)) {
      await manager.insert(Region, { code, name: code });
      made.push(`region ${code}`);
    }
    for (const slug of await missing(manager, 'network', 'slug', this.networks)) {
      const publication = { state: PublicationState.DRAFT, publishAt: null, deletedAt: null, version: 1 };
      const network = { slug, name: slug, acronym: null, description: null, since: null, publication };
      await manager.save(Object.assign(new Network(), network));
      made.push(`network ${slug}`);
    }
    for (const code of await missing(manager, 'component', 'code', this.components.keys())) {
      const programme = this.components.get(code) ?? (await ownProgramme(manager, code));
      const programmeId = (await idsOf(manager, { table: 'programme', column: 'slug' }, [programme])).get(programme);
      if (programmeId === undefined) continue;
      await manager.insert(Component, { code, name: code, description: null, programmeId });
      made.push(`component ${code} of ${programme}`);
    }
    return made;
  }
}

/** Whether there is no entry of any vocabulary that activities refer to, as in a new database. */
export async function isWithoutVocabularies(manager: EntityManager): Promise<boolean> {
  for (const entity of [Programme, Component, Region, Network]) if (await manager.existsBy(entity, {})) return false;
  return true;
}

async function ownProgramme(manager: EntityManager, code: string): Promise<string> {
  const slug = await makeSlug(manager, 'programme', code, 'programme', null);
  await manager.insert(Programme, { slug, name: code, acronym: null, description: null });
  return slug;
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
    else checkText(problems, column, name, { most: longest.code, required: true });
    return !problems.has(column);
  });
  const known = await idsOf(manager, { table, column }, valid);
  return valid.filter((name) => !known.has(name));
}
