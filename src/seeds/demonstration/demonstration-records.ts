import { type EntityManager, In } from 'typeorm';
import { Network } from '../../modules/catalogue/network/network.entity';
import { Organisation } from '../../modules/catalogue/organisation/organisation.entity';
import { Component } from '../../modules/catalogue/programme/component.entity';
import { Programme } from '../../modules/catalogue/programme/programme.entity';
import { Region } from '../../modules/catalogue/region/region.entity';
import { recordDemonstration } from '../../modules/demonstration/demonstration-record.entity';
import { RestrictedDocument } from '../../modules/documents/document/restricted-document.entity';
import type { DemonstrationProgramme } from '../writing/seed.types';

/** The ids of what was loaded and has no name by which it could be found. */
interface LoadedIds {
  readonly activities: readonly number[];
  readonly newsItems: readonly number[];
  readonly accounts: readonly number[];
}

/** Records what was loaded as the demonstration, except for its pictures, so that it can be deleted by one action. */
export async function recordItems(
  manager: EntityManager,
  { programmes, organisations, regions, networks }: DemonstrationProgramme,
  { activities, newsItems, accounts }: LoadedIds,
): Promise<void> {
  const idsOf = async (
    entity: new () => { id: number },
    column: string,
    values: readonly unknown[],
  ): Promise<number[]> => (await manager.findBy(entity, { [column]: In(values) })).map(({ id }) => id);
  const slugsOf = (items: readonly { readonly slug: string }[]): string[] => items.map(({ slug }) => slug);
  const codesOf = (items: readonly { readonly code: string }[]): string[] => items.map(({ code }) => code);
  await recordDemonstration(manager, 'Programme', await idsOf(Programme, 'slug', slugsOf(programmes)));
  const components = programmes.flatMap((programme) => programme.components);
  await recordDemonstration(manager, 'Component', await idsOf(Component, 'code', codesOf(components)));
  await recordDemonstration(manager, 'Organisation', await idsOf(Organisation, 'slug', slugsOf(organisations)));
  await recordDemonstration(manager, 'Region', await idsOf(Region, 'code', codesOf(regions)));
  await recordDemonstration(manager, 'Network', await idsOf(Network, 'slug', slugsOf(networks)));
  await recordDemonstration(manager, 'Activity', activities);
  const documents = await idsOf(RestrictedDocument, 'activityId', activities);
  await recordDemonstration(manager, 'RestrictedDocument', documents);
  await recordDemonstration(manager, 'NewsItem', newsItems);
  await recordDemonstration(manager, 'Account', accounts);
}
