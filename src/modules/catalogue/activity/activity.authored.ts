import type { EntityManager } from 'typeorm';
import type { PublishableDefinition, MapReference, UnitOfWork } from '../../publishing/publishable';
import { keysOf } from '../../../core/mutations/checks';
import { networkVisibility } from '../network/network.policy';
import type { Publication } from '../../publishing/publication.entity';
import { activityVocabularies, emptyActivity, type ActivityContent } from './activity.content';
import { Activity } from './activity.entity';
import { readLists, writeLists } from './activity.lists';
import { isActivityEditable, isActivityVisible } from './activity.policy';
import { validateActivity } from './activity.validation';
import { OperativeDimension } from './operative-dimension';

export const publishableActivity: PublishableDefinition<ActivityContent> = {
  name: 'Activity',
  entity: Activity,
  publishedEvent: 'activityPublished',
  lists: { networks: networkVisibility },
  mapReferences,
  read,
  validate: validateActivity,
  insert,
  write,
  isVisible: (viewer) => isActivityVisible(viewer, 't'),
  isEditable: (viewer) => isActivityEditable(viewer, 't'),
};

function mapReferences(content: ActivityContent, rename: MapReference): ActivityContent {
  const renameOne = (field: 'programme' | 'component' | 'region'): string | null => {
    const name = content[field];
    return name === null ? null : rename(`input.${field}`, activityVocabularies[field], name);
  };
  const networks = content.networks.map((slug, number) =>
    rename(`input.networks.${number}`, activityVocabularies.network, slug),
  );
  return {
    ...content,
    programme: renameOne('programme'),
    component: renameOne('component'),
    region: renameOne('region'),
    networks: networks.sort(),
  };
}

async function read({ manager }: UnitOfWork, id: number): Promise<ActivityContent> {
  const activity = await manager.findOneByOrFail(Activity, { id });
  const [named] = await manager.sql<Record<'programme' | 'component' | 'region', string | null>[]>`
    SELECT p.slug AS programme, k.code AS component, r.code AS region
    FROM activity a
      LEFT JOIN programme p ON p.id = a.programme_id
      LEFT JOIN component k ON k.id = a.component_id
      LEFT JOIN region r ON r.id = a.region_id
    WHERE a.id = ${id}`;
  const { slug, title, summary, description, startsOn, endsOn, operativeDimension } = activity;
  const { code, year, countryCode, place, activityType } = operativeDimension;
  return {
    slug,
    title,
    summary,
    description,
    startsOn,
    endsOn,
    programme: named!.programme,
    code,
    year,
    component: named!.component,
    region: named!.region,
    country: countryCode,
    place,
    activityType,
    ...(await readLists(manager, id)),
  };
}

async function insert(
  { manager, now }: UnitOfWork,
  content: ActivityContent,
  publication: Publication,
): Promise<number> {
  const columns = await columnsOf(manager, content);
  const activity = Object.assign(new Activity(), columns, { publication, createdAt: now, updatedAt: now });
  const { id } = await manager.save(activity);
  await writeLists(manager, id, emptyActivity, content);
  return id;
}

async function write(
  { manager, now }: UnitOfWork,
  id: number,
  before: ActivityContent,
  after: ActivityContent,
): Promise<void> {
  const activity = await manager.findOneByOrFail(Activity, { id });
  const { operativeDimension, ...columns } = await columnsOf(manager, after);
  Object.assign(activity, columns, { updatedAt: now });
  Object.assign(activity.operativeDimension, operativeDimension);
  await manager.save(activity);
  await writeLists(manager, id, before, after);
}

async function columnsOf(manager: EntityManager, content: ActivityContent): Promise<Partial<Activity>> {
  const { slug, title, summary, description, startsOn, endsOn, code, year, country, place, activityType } = content;
  const keyOf = async (name: 'programme' | 'component' | 'region'): Promise<number | null> => {
    const value = content[name];
    return value === null ? null : (await keysOf(manager, activityVocabularies[name], [value]))[0]!;
  };
  return {
    slug,
    title,
    summary,
    description,
    startsOn,
    endsOn,
    programmeId: await keyOf('programme'),
    operativeDimension: Object.assign(new OperativeDimension(), {
      code,
      year,
      componentId: await keyOf('component'),
      regionId: await keyOf('region'),
      countryCode: country,
      place,
      activityType,
    }),
  };
}
