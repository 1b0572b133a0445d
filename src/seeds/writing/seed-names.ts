import type { Translation } from '../../core/languages/translation.entity';
import { NetworkTranslation } from '../../modules/catalogue/network/network.entity';
import { OrganisationTranslation } from '../../modules/catalogue/organisation/organisation.entity';
import { ComponentTranslation } from '../../modules/catalogue/programme/component.entity';
import { ProgrammeTranslation } from '../../modules/catalogue/programme/programme.entity';
import { RegionTranslation } from '../../modules/catalogue/region/region.entity';
import type { DemonstrationProgramme, SeedNamed } from './seed.types';

/** Items of which readers see a name: networks, and the entries of a type of reference data. */
interface NamedItems {
  readonly entity: new () => Translation;
  /** The property of the entity with the id of the item. */
  readonly owner: string;
  readonly type: 'component' | 'network' | 'organisation' | 'programme' | 'region';
  /** True if pages of them are ordered by name; see `localeSetOf`. */
  readonly isListed: boolean;
  /** False if the items have no description. */
  readonly isDescribed: boolean;
  /** The items with their slugs or codes. */
  readonly of: (programme: DemonstrationProgramme) => readonly (readonly [key: string, item: SeedNamed])[];
}

/** All types of items of which readers see a name. */
export const namedItems: readonly NamedItems[] = [
  {
    entity: OrganisationTranslation,
    owner: 'organisationId',
    type: 'organisation',
    isListed: true,
    isDescribed: false,
    of: ({ organisations }) => organisations.map((item) => [item.slug, item]),
  },
  {
    entity: RegionTranslation,
    owner: 'regionId',
    type: 'region',
    isListed: false,
    isDescribed: false,
    of: ({ regions }) => regions.map((item) => [item.code, item]),
  },
  {
    entity: ProgrammeTranslation,
    owner: 'programmeId',
    type: 'programme',
    isListed: false,
    isDescribed: true,
    of: ({ programmes }) => programmes.map((item) => [item.slug, item]),
  },
  {
    entity: ComponentTranslation,
    owner: 'componentId',
    type: 'component',
    isListed: false,
    isDescribed: true,
    of: ({ programmes }) => programmes.flatMap(({ components }) => components).map((item) => [item.code, item]),
  },
  {
    entity: NetworkTranslation,
    owner: 'networkId',
    type: 'network',
    isListed: true,
    isDescribed: true,
    of: ({ networks }) => networks.map((item) => [item.slug, item]),
  },
];
