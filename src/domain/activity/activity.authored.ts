import sql from 'sql-template-tag';
import type { EntityManager } from 'typeorm';
import { runSql } from '../../database/run-sql';
import { hasRoleEverywhere } from '../access/viewer';
import { Role } from '../access/role';
import type { AuthoredType, Unit } from '../authoring/authored';
import { checkCountry, checkFree, checkKnown, checkSlug, checkText, idsOf, keysOf, longest } from '../authoring/checks';
import type { Problems } from '../authoring/problems';
import { isNetworkSeen } from '../network/network.policy';
import type { Publication } from '../publication/publication.entity';
import { firstDay } from '../../graphql/types/partial-date';
import { ActivityCountry } from './activity-country.entity';
import { ActivityNetwork } from './activity-network.entity';
import { ActivityTopic } from './activity-topic.entity';
import { Activity } from './activity.entity';
import { isActivityEdited, isActivitySeen } from './activity.policy';
import { OperativeDimension, type ActivityType } from './operative-dimension';

/** What an author decides of an activity. */
export interface ActivityContent {
  readonly slug: string;
  readonly title: string;
  readonly summary: string;
  readonly description: string | null;
  readonly startsOn: string | null;
  readonly endsOn: string | null;
  readonly programme: string | null;
  readonly code: string | null;
  readonly year: number | null;
  readonly component: string | null;
  readonly region: string | null;
  readonly country: string | null;
  readonly place: string | null;
  readonly activityType: ActivityType | null;
  readonly networks: readonly string[];
  readonly participatingCountries: readonly string[];
  readonly topics: readonly string[];
  readonly objectives: readonly string[];
}

/** Of which nothing has been said. */
export const emptyActivity: ActivityContent = {
  slug: '',
  title: '',
  summary: '',
  description: null,
  startsOn: null,
  endsOn: null,
  programme: null,
  code: null,
  year: null,
  component: null,
  region: null,
  country: null,
  place: null,
  activityType: null,
  networks: [],
  participatingCountries: [],
  topics: [],
  objectives: [],
};

const vocabularies = {
  programme: { table: 'programme', column: 'slug' },
  component: { table: 'component', column: 'code' },
  region: { table: 'region', column: 'code' },
  network: { table: 'network', column: 'slug' },
} as const;

const mostListed = 100;

export const authoredActivity: AuthoredType<ActivityContent> = {
  name: 'Activity',
  entity: Activity,
  publishedEvent: 'activityPublished',
  read,
  validate,
  insert,
  write,
  isSeen: (viewer) => isActivitySeen(viewer, 't'),
  isEdited: (viewer) => isActivityEdited(viewer, 't'),
  mayHave,
};

async function read({ manager }: Unit, id: number): Promise<ActivityContent> {
  const activity = await manager.findOneByOrFail(Activity, { id });
  const [named] = await manager.sql<Record<'programme' | 'component' | 'region', string | null>[]>`
    SELECT p.slug AS programme, k.code AS component, r.code AS region
    FROM activity a
      LEFT JOIN programme p ON p.id = a.programme_id
      LEFT JOIN component k ON k.id = a.component_id
      LEFT JOIN region r ON r.id = a.region_id
    WHERE a.id = ${id}`;
  const networks = await manager.sql<{ slug: string }[]>`
    SELECT n.slug FROM activity_network an JOIN network n ON n.id = an.network_id
    WHERE an.activity_id = ${id} ORDER BY n.slug`;
  const countries = await manager.find(ActivityCountry, {
    where: { activityId: id },
    order: { countryCode: 'ASC' },
  });
  const topics = await manager.find(ActivityTopic, { where: { activityId: id }, order: { position: 'ASC' } });
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
    networks: networks.map((network) => network.slug),
    participatingCountries: countries.map((country) => country.countryCode),
    topics: topics.map(({ topic }) => topic),
    objectives: (await objectivesOf(manager, id)).map(({ text }) => text),
  };
}

async function validate(unit: Unit, content: ActivityContent, id: number | null, problems: Problems): Promise<void> {
  const { manager } = unit;
  const { slug, title, summary, description, startsOn, endsOn, year, code, place } = content;
  checkSlug(problems, 'input.slug', slug);
  await checkFree(manager, problems, 'input.slug', { table: 'activity', column: 'slug' }, slug, id);
  checkText(problems, 'input.title', title, { most: longest.title, required: true });
  checkText(problems, 'input.summary', summary, { most: longest.summary, required: true, multiline: true });
  checkText(problems, 'input.description', description, { most: longest.prose, multiline: true });
  checkText(problems, 'input.code', code, { most: longest.code });
  await checkFree(manager, problems, 'input.code', { table: 'activity', column: 'code' }, code, id);
  checkText(problems, 'input.place', place, { most: longest.place });
  checkDates(problems, startsOn, endsOn, year);
  for (const name of ['programme', 'component', 'region'] as const) {
    const value = content[name];
    if (value !== null) await checkKnown(manager, problems, `input.${name}`, vocabularies[name], [value]);
  }
  await checkComponent(manager, problems, content);
  checkCountry(problems, 'input.country', content.country);
  for (const name of ['networks', 'participatingCountries', 'topics', 'objectives'] as const) {
    if (content[name].length > mostListed) {
      problems.add(`input.${name}`, 'TOO_LONG', `There are at most ${mostListed} of these`);
    }
  }
  await checkNetworks(unit, content.networks, id, problems);
  content.participatingCountries.forEach((country, number) => {
    checkCountry(problems, `input.participatingCountries.${number}`, country);
  });
  content.topics.forEach((topic, number) => {
    checkText(problems, `input.topics.${number}`, topic, { most: longest.topic, required: true });
  });
  content.objectives.forEach((text, number) => {
    checkText(problems, `input.objectives.${number}`, text, { most: longest.summary, required: true, multiline: true });
  });
}

/** Networks that the viewer knows of, or that take part already: others must not show by what can be named. */
async function checkNetworks(
  { manager, viewer }: Unit,
  networks: readonly string[],
  id: number | null,
  problems: Problems,
): Promise<void> {
  for (const [number, network] of networks.entries()) {
    const known = await runSql(
      manager,
      sql`SELECT n.id FROM network n
        WHERE n.slug = ${network} AND (${isNetworkSeen(viewer, 'n')}
          OR EXISTS (SELECT 1 FROM activity_network an WHERE an.network_id = n.id AND an.activity_id = ${id ?? 0}))`,
    );
    const path = `input.networks.${number}`;
    if (known.length === 0) problems.add(path, 'UNKNOWN', `There is no network with the slug ${network}`);
    else if (networks.indexOf(network) < number) problems.add(path, 'INVALID', `${network} is named twice`);
  }
}

/** A partial date begins with its first day, and ends no earlier than that. */
function checkDates(problems: Problems, startsOn: string | null, endsOn: string | null, year: number | null): void {
  if (startsOn !== null && endsOn !== null && firstDay(startsOn)! > lastDay(endsOn)) {
    problems.add('input.endsOn', 'INCONSISTENT', 'It ends before it begins');
  }
  if (year === null) return;
  if (year < 1900 || year > 2200) problems.add('input.year', 'INVALID', 'A year is from 1900 to 2200');
  const first = Number((startsOn ?? endsOn)?.slice(0, 4) ?? year);
  const last = Number((endsOn ?? startsOn)?.slice(0, 4) ?? year);
  if (first <= last && (year < first || year > last)) {
    problems.add('input.year', 'INCONSISTENT', 'The year is none in which it takes place');
  }
}

function lastDay(date: string): string {
  return `${date}-12-31`.slice(0, 10);
}

async function checkComponent(
  manager: EntityManager,
  problems: Problems,
  { component, programme }: ActivityContent,
): Promise<void> {
  if (component === null || programme === null || problems.has('input.component')) return;
  const [of] = await manager.sql<{ slug: string }[]>`
    SELECT p.slug FROM component k JOIN programme p ON p.id = k.programme_id WHERE k.code = ${component}`;
  if (of?.slug !== programme) problems.add('input.component', 'INCONSISTENT', 'The component is of another programme');
}

async function insert(unit: Unit, content: ActivityContent, publication: Publication): Promise<number> {
  const { manager, now } = unit;
  const columns = await columnsOf(manager, content);
  const activity = Object.assign(new Activity(), columns, { publication, createdAt: now, updatedAt: now });
  const { id } = await manager.save(activity);
  await writeLists(manager, id, emptyActivity, content);
  return id;
}

async function write(unit: Unit, id: number, before: ActivityContent, after: ActivityContent): Promise<void> {
  const { manager, now } = unit;
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
    return value === null ? null : (await keysOf(manager, vocabularies[name], [value]))[0]!;
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

type Lists = Pick<ActivityContent, 'networks' | 'participatingCountries' | 'topics' | 'objectives'>;

async function writeLists(manager: EntityManager, activityId: number, before: Lists, after: Lists): Promise<void> {
  if (differ(before.networks, after.networks)) {
    await manager.delete(ActivityNetwork, { activityId });
    const networkIds = await keysOf(manager, vocabularies.network, after.networks);
    await manager.insert(
      ActivityNetwork,
      networkIds.map((networkId) => ({ activityId, networkId })),
    );
  }
  if (differ(before.participatingCountries, after.participatingCountries)) {
    await manager.delete(ActivityCountry, { activityId });
    await manager.insert(
      ActivityCountry,
      [...new Set(after.participatingCountries)].map((countryCode) => ({ activityId, countryCode })),
    );
  }
  if (differ(before.topics, after.topics)) {
    await manager.delete(ActivityTopic, { activityId });
    const topics = after.topics.map((topic, index) =>
      Object.assign(new ActivityTopic(), { activityId, position: index + 1, topic }),
    );
    await manager.save(topics);
  }
  if (differ(before.objectives, after.objectives)) await writeObjectives(manager, activityId, after.objectives);
}

function differ(one: readonly string[], other: readonly string[]): boolean {
  return JSON.stringify(one) !== JSON.stringify(other);
}

interface ObjectiveRow {
  readonly id: number;
  readonly position: number;
  readonly text: string;
}

// Named by text: objectives know activities, not the other way round; what an author decides of an activity has both.
const objective = 'Objective';

function objectivesOf(manager: EntityManager, activityId: number): Promise<ObjectiveRow[]> {
  return manager.find<ObjectiveRow & { activityId: number }>(objective, {
    where: { activityId },
    order: { position: 'ASC' },
  });
}

/** An objective that only moves keeps its id. */
async function writeObjectives(manager: EntityManager, activityId: number, texts: readonly string[]): Promise<void> {
  const old = await objectivesOf(manager, activityId);
  const kept = texts.map((text) => {
    const index = old.findIndex((row) => row.text === text);
    return index < 0 ? null : old.splice(index, 1)[0]!;
  });
  if (old.length > 0)
    await manager.delete(
      objective,
      old.map(({ id }) => id),
    );
  // Places are unique: first out of the way, then to where they belong.
  await manager.sql`UPDATE objective SET position = -position WHERE activity_id = ${activityId}`;
  for (const [index, text] of texts.entries()) {
    const row = kept[index];
    if (row) await manager.sql`UPDATE objective SET position = ${index + 1} WHERE id = ${row.id}`;
    else await manager.insert(objective, { activityId, position: index + 1, text });
  }
}

/** An editor of one network leaves an activity only where that takes part. */
async function mayHave({ manager, viewer }: Unit, { networks }: ActivityContent): Promise<boolean> {
  if (hasRoleEverywhere(viewer, Role.EDITOR)) return true;
  const ids = await idsOf(manager, vocabularies.network, networks);
  return [...ids.values()].some((id) => id === viewer.networkId);
}
