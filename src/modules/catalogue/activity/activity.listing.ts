import type { Viewer } from '../../../core/access/viewer';
import { conditionCostsOf } from '../../../core/cost/condition-cost';
import { combinedField, dayField, instantField, listField, numberField, textField } from '../../../core/listing/filter';
import type { IntFilter } from '../../../core/listing/filter-inputs';
import type { Listing } from '../../../core/listing/listing';
import { OrderDirection } from '../../../core/listing/order';
import { translatedTextField } from '../../../core/listing/translated-text-filter';
import { dayOf } from '../../../core/time';
import { matchesText } from '../../../database/full-text/full-text';
import type { ReadDatabase } from '../../../database/reading/read-database';
import { always, anyOf } from '../../../database/sql/conditions';
import { raw, type Sql, sql } from '../../../database/sql/sql';
import { isOfDay } from '../../figures/completeness/completeness-scores';
import { visibleIndexes } from '../../publishing/publication.policy';
import { publicationStateField } from '../../publishing/publication-state.filter';
import { isNetworkVisible } from '../network/network.policy';
import { Activity } from './activity.entity';
import { ActivityFilter, ActivityOrderField } from './activity.input';
import { selectActivity } from './activity.loaders';
import { isAvailableIn } from './activity.locales';
import { isActivityEditable, isActivityVisible } from './activity.policy';
import { isInRoles } from './activity-organisations';
import { hasTopic } from './activity-topics';

const translatedText = {
  entity: Activity,
  table: 'activity',
  alias: 'a',
  isEditable: (viewer: Viewer) => isActivityEditable(viewer, 'a'),
};

export const activityListing: Listing<Activity, ActivityOrderField, ActivityFilter> = {
  name: 'activities',
  table: 'activity',
  alias: 'a',
  entity: Activity,
  sorts: {
    STARTS_ON: {
      column: 'starts_on_day',
      kind: 'text',
      nullable: true,
      reads: ['startsOnDay'],
      of: ({ startsOnDay }) => startsOnDay,
    },
    YEAR: {
      column: 'year',
      kind: 'integer',
      nullable: true,
      reads: ['operativeDimension', 'year'],
      of: ({ operativeDimension }) => operativeDimension.year,
    },
    CODE: {
      column: 'code',
      kind: 'text',
      nullable: true,
      reads: ['operativeDimension', 'code'],
      of: ({ operativeDimension }) => operativeDimension.code,
    },
    TITLE: {
      column: 'title_folded',
      kind: 'text',
      nullable: false,
      isTranslated: true,
      reads: ['titleFolded'],
      of: ({ titleFolded }) => titleFolded,
    },
    CREATED_AT: {
      column: 'created_at',
      kind: 'text',
      nullable: false,
      reads: ['createdAt'],
      of: ({ createdAt }) => createdAt,
    },
    ENDS_ON: {
      column: 'ends_on_day',
      kind: 'text',
      nullable: true,
      reads: ['endsOnDay'],
      of: ({ endsOnDay }) => endsOnDay,
    },
    UPDATED_AT: {
      column: 'updated_at',
      kind: 'text',
      nullable: false,
      reads: ['updatedAt'],
      of: ({ updatedAt }) => updatedAt,
    },
    IATI_IDENTIFIER: {
      column: 'iati_identifier',
      kind: 'text',
      nullable: true,
      reads: ['iatiIdentifier'],
      of: ({ iatiIdentifier }) => iatiIdentifier,
    },
  },
  defaultOrder: [{ field: ActivityOrderField.STARTS_ON, direction: OrderDirection.DESC }],
  conditionCosts: conditionCostsOf(ActivityFilter),
  filters: {
    code: textField('a.code_folded'),
    title: translatedTextField({ ...translatedText, column: 'title_folded' }),
    place: translatedTextField({ ...translatedText, column: 'place_folded' }),
    year: (value, path, context) => year(asMembers(value), path, context),
    startsOn: dayField('a.starts_on_day'),
    endsOn: dayField('a.ends_on_day'),
    createdAt: instantField('a.created_at'),
    updatedAt: instantField('a.updated_at'),
    component: listField((codes, { read }) => coded(read, sql`a.component_id`, sql`component`, sql`code`, codes)),
    region: listField((codes, { read }) => coded(read, sql`a.region_id`, sql`region`, sql`code`, codes)),
    programme: listField((slugs, { read }) => coded(read, sql`a.programme_id`, sql`programme`, sql`slug`, slugs)),
    country: listField((codes, { read }) => read.isIn(sql`a.country_code`, codes)),
    activityType: listField((types, { read }) => read.isIn(sql`a.activity_type`, types)),
    participatingCountry: listField((codes, { read }) =>
      hasLink(read, 'activity_country', read.isIn(sql`link.country_code`, codes)),
    ),
    // Only networks that the viewer sees select activities: the result must not reveal others.
    network: listField((slugs, { read, viewer }) =>
      hasLink(
        read,
        'activity_network',
        sql`link.network_id IN (
          SELECT n.id FROM network n WHERE ${read.isIn(sql`n.slug`, slugs)} AND ${isNetworkVisible(viewer, 'n')})`,
      ),
    ),
    organisation: combinedField(({ organisation, roles = null }, { read }) =>
      hasLink(
        read,
        'activity_organisation',
        sql`link.organisation_id IN (SELECT o.id FROM organisation o WHERE ${read.isIn(sql`o.slug`, organisation)})
          AND ${raw(isInRoles('link', roles))}`,
      ),
    ),
    status: listField((statuses, { read }) => read.isIn(sql`a.status`, statuses)),
    recipientCountry: listField((codes, { read }) =>
      hasLink(read, 'activity_recipient', read.isIn(sql`link.country_code`, codes)),
    ),
    sector: listField((codes, { read }) =>
      hasLink(
        read,
        'activity_sector',
        isInOne(read, {
          'link.category_code': codes.filter(isCategory),
          'link.sector_code': codes.filter((code) => !isCategory(code)),
        }),
      ),
    ),
    sdg: listField((codes, { read }) =>
      hasLink(
        read,
        'activity_sdg',
        isInOne(read, {
          'link.goal': codes.filter(isGoal).map(Number),
          'link.code': codes.filter((code) => !isGoal(code)),
        }),
      ),
    ),
    iatiIdentifier: textField('a.iati_identifier_folded'),
    hasResults: (isWanted, _path, { read }) => {
      const hasResults = hasLink(read, 'activity_result', always);
      return isWanted ? hasResults : sql`NOT ${hasResults}`;
    },
    completeness: (value, path, context) =>
      hasLink(
        context.read,
        'completeness_score',
        sql`${score(value, path, context)} AND ${isOfDay('link', dayOf(context.now))}`,
      ),
    locale: listField((locales, { read, viewer }) => isAvailableIn(read, viewer, locales)),
    text: (text, _path, { read, viewer, languages: { locales } }) =>
      matchesText(read, visibleIndexes(viewer), 'activity', sql`a.id`, { text, locales }),
    topic: listField((topics, { read, viewer }) => hasTopic(read, viewer, topics)),
    publicationState: publicationStateField({ alias: 'a', isEditable: isActivityEditable }),
  },
  coveredFilters: new Set(['year', 'component', 'region', 'programme', 'country', 'activityType', 'status']),
  isVisible: (viewer) => isActivityVisible(viewer, 'a'),
  select: selectActivity,
};

const year = numberField('a.year');
const score = numberField('link.score');
const MAX_YEARS = 50;

/**
 * Replaces a short range of years by the list of its years. For a single year, an index that starts with the year
 * returns the rows in the order of its next columns; for a range it does not.
 */
function asMembers(years: IntFilter): IntFilter {
  const { gte, lte, ...others } = years;
  if (gte == null || lte == null || others.in !== undefined || lte - gte >= MAX_YEARS) return years;
  return { ...others, in: Array.from({ length: Math.max(0, lte - gte + 1) }, (_, above) => gte + above) };
}

/** The condition that `column` has the id of a row of `table` whose column `code` is one of `codes`. */
function coded(read: ReadDatabase, column: Sql, table: Sql, code: Sql, codes: string[]): Sql {
  const ids = sql`(SELECT id FROM ${table} WHERE ${read.isIn(code, codes)})`;
  // Codes are unique. With `=`, an index on the column also gives the order of the list; with `IN` it does not.
  return codes.length === 1 ? sql`${column} = ${ids}` : sql`${column} IN ${ids}`;
}

/** The condition that the activity has a row in the table that meets `where`. There, the table has the alias `link`. */
function hasLink(read: ReadDatabase, table: string, where: Sql): Sql {
  return read.isLinked(sql`a.id`, { table, key: 'activity_id', where });
}

const isCategory = (code: string): boolean => /^\d{3}$/.test(code);
const isGoal = (code: string): boolean => /^\d{1,2}$/.test(code);

/** The condition that one of the columns has one of its values. Columns without values are left out, so that an index serves the others. */
function isInOne(read: ReadDatabase, columns: Readonly<Record<string, readonly (string | number)[]>>): Sql {
  const given = Object.entries(columns).filter(([, values]) => values.length > 0);
  return anyOf(given.map(([column, values]) => read.isIn(raw(column), values)));
}
