import { Field, InterfaceType, registerEnumType } from 'type-graphql';
import { preferredLocale, type RequestContext } from '../../../../core/access/request-context';
import type { Viewer } from '../../../../core/access/viewer';
import type { LocalizedItem } from '../../../../core/languages/translation.entity';
import { join, raw, type Sql, sql } from '../../../../database/sql/sql';
import { type CodelistName, nameOfCode } from '../../../figures/codelists/codelist';
import { Network } from '../../network/network.entity';
import { isNetworkVisible } from '../../network/network.policy';
import { Organisation } from '../../organisation/organisation.entity';
import { Component } from '../../programme/component.entity';
import { Programme } from '../../programme/programme.entity';
import { Region } from '../../region/region.entity';
import type { ActivityFilter } from '../activity.input';
import { isActivityVisible } from '../activity.policy';
import { isInRoles, isOnceInRoles, type SelectedRoles } from '../activity-organisations';
import { isTopicAvailable } from '../activity-topics';

export enum ActivityDimension {
  PROGRAMME = 'PROGRAMME',
  YEAR = 'YEAR',
  COMPONENT = 'COMPONENT',
  REGION = 'REGION',
  COUNTRY = 'COUNTRY',
  PARTICIPATING_COUNTRY = 'PARTICIPATING_COUNTRY',
  ACTIVITY_TYPE = 'ACTIVITY_TYPE',
  NETWORK = 'NETWORK',
  TOPIC = 'TOPIC',
  ORGANISATION = 'ORGANISATION',
  STATUS = 'STATUS',
  SECTOR = 'SECTOR',
  SECTOR_CATEGORY = 'SECTOR_CATEGORY',
  SDG = 'SDG',
  RECIPIENT_COUNTRY = 'RECIPIENT_COUNTRY',
  PARTICIPANT_ORGANISATION = 'PARTICIPANT_ORGANISATION',
}

registerEnumType(ActivityDimension, {
  name: 'ActivityDimension',
  description: 'Dimension by which activities can be counted.',
  valuesConfig: {
    PROGRAMME: { description: 'Programme of the activity. The value is its slug.' },
    YEAR: { description: 'Year in which the activity is counted.' },
    COMPONENT: { description: 'Component of the activity. The value is its code.' },
    REGION: { description: 'Region that the activity serves. The value is its code.' },
    COUNTRY: { description: 'Country in which the activity is held. The value is its ISO 3166-1 alpha-2 code.' },
    PARTICIPATING_COUNTRY: {
      description:
        'Country that takes part. The value is its ISO 3166-1 alpha-2 code. An activity counts once for each ' +
        'country.',
    },
    ACTIVITY_TYPE: { description: 'Type of the activity. The value is the name of the type, for example TRAINING.' },
    NETWORK: {
      description: 'Network that takes part. The value is its slug. An activity counts once for each network.',
    },
    TOPIC: {
      description:
        'Topic of the activity, compared without case and accents: the topics that activities were first written with. An ' +
        'activity that has one of them in any published language counts once for it.',
    },
    ORGANISATION: {
      description:
        'Organisation that has a role. The value is its slug. An activity counts once for each organisation, whatever its ' +
        'roles.',
    },
    STATUS: { description: 'Stage of the activity. The value is the name of the stage, for example CLOSED.' },
    SECTOR: {
      description:
        'Sector that the activity serves. The value is its code of five digits. An activity counts once for each.',
    },
    SECTOR_CATEGORY: {
      description:
        'Category of the sectors that the activity serves. The value is its code of three digits. An activity counts once ' +
        'for each.',
    },
    SDG: {
      description:
        'Sustainable development goal that the activity serves, itself or by a target. The value is the number of the goal. ' +
        'An activity counts once for each.',
    },
    RECIPIENT_COUNTRY: {
      description:
        'Country that benefits from the activity. The value is its ISO 3166-1 alpha-2 code. An activity counts once for each.',
    },
    PARTICIPANT_ORGANISATION: {
      description:
        'Organisation that people who took part came from, by the published rows (`Activity.participation`). The value is its ' +
        'slug. An activity counts once for each. No filter selects its values.',
    },
  },
});

@InterfaceType({
  description: 'Value by which activities are counted. Facets and statistics use the same values and labels.',
})
export abstract class CountedValue {
  @Field(() => String, {
    nullable: true,
    description:
      'Value as filters take it: a code, a slug, a topic, a language or the name of an enum value; a year is text here. Null if ' +
      'the value is unknown; of the filters, only `year` can select unknown values (`isNull`).',
  })
  value!: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Value as people read it: the name of the item in the language in which it is shown; the name of a country, a language, a ' +
      'code or an enum value in the language that the operation prefers. A topic is shown in the first wanted language in which ' +
      'an activity that you see has it, or else as it was first written. Null if the value is unknown.',
  })
  label!: string | null;
}

/** How activities are counted by a dimension. Their table has the alias `a`. */
export interface CountedDimension {
  /** The field of `ActivityFilter` that selects values of the dimension, if there is one. */
  readonly filter?: keyof ActivityFilter;
  /** Joins the values if an activity can have several. Activities without a value are not counted. */
  readonly join?: (viewer: Viewer) => Sql;
  /** The table with the values if an activity can have several. */
  readonly links?: string;
  /**
   * Given if the join may give an activity the same value several times: joins each value once. Counting distinct activities
   * is faster, but the people of an activity can only be added up once.
   */
  readonly repeats?: (viewer: Viewer) => Sql;
  /** The column of the published rows of participation (alias `people`) that people are grouped by, instead of the key. */
  readonly ofPeople?: string;
  /** A text that distinguishes dimensions with the same key whose joins select different values. */
  readonly selection?: string;
  /** The column to group by. */
  readonly key: string;
  /** The entity whose id is the key, and its column with the value. The label is its name. */
  readonly reference?: { readonly entity: new () => LocalizedItem; readonly value: string };
  /**
   * An expression whose least value is the value of a group, if the key itself is not suitable for display. Groups without a
   * value are left out.
   */
  readonly shownBy?: string;
  /** An expression of the label of a group, if no entity gives it. `group`: the key and the value of the group. */
  readonly label?: (group: { readonly key: string; readonly shown: string }, context: LabelContext) => Sql;
  /** The label of a value, if no statement gives one. */
  readonly labelOf?: (value: string, context: RequestContext) => string;
  /** The maximum number of values when activities are counted by this dimension alone: those with the most activities. */
  readonly top?: number;
  /** True if values are ordered as numbers. */
  readonly numeric?: true;
}

/** Who reads labels, and the wanted languages. */
export type LabelContext = Pick<RequestContext, 'viewer'> & {
  readonly operation: Pick<RequestContext['operation'], 'locales'>;
};

const country = (code: string, context: RequestContext): string =>
  context.languages.countryName(code, preferredLocale(context));

/** Organisations in these roles; null: in any role. */
export function organisationsIn(roles: SelectedRoles): CountedDimension {
  const isCounted = isInRoles('ao', roles);
  return {
    filter: 'organisation',
    links: 'activity_organisation',
    join: () => raw(`JOIN activity_organisation ao ON ao.activity_id = a.id AND ${isCounted}`),
    selection: isCounted,
    ...(roles?.length !== 1 && {
      repeats: () => raw(`JOIN activity_organisation ao ON ao.activity_id = a.id AND ${isOnceInRoles('ao', roles)}`),
    }),
    key: 'ao.organisation_id',
    reference: { entity: Organisation, value: 'slug' },
  };
}

/**
 * Topics as they were first written. A topic counts the activities that the filter finds by it: those that have the text in any
 * language in which they are available to the viewer.
 */
const topic: CountedDimension = {
  filter: 'topic',
  links: 'activity_topic_text',
  join: (viewer) => sql`
    JOIN activity_topic_text tt ON tt.activity_id = a.id AND tt.topic_folded IS NOT NULL AND ${isTopicAvailable(viewer, 'tt')}`,
  key: 'tt.topic_folded',
  shownBy: "CASE tt.state WHEN 'ORIGINAL' THEN tt.topic END",
  label: ({ key, shown }, { viewer, operation: { locales } }) => {
    // The first text of a visible activity, by an index.
    const textsIn = locales.map(
      (locale) => sql`(
        SELECT lt.topic FROM activity_topic_text lt JOIN activity la ON la.id = lt.activity_id
        WHERE lt.original_folded = ${raw(key)} AND lt.locale = ${locale} AND lt.state <> 'DRAFT' AND ${isActivityVisible(viewer, 'la')}
        ORDER BY lt.topic LIMIT 1)`,
    );
    return textsIn.length === 0 ? raw(shown) : sql`coalesce(${join([...textsIn, raw(shown)])})`;
  },
};
/** The names of codes; a code that the list does not have is its own name. */
function namesIn(list: CodelistName): NonNullable<CountedDimension['labelOf']> {
  return (code, context) => nameOfCode(context, list, code) ?? code;
}

/** Joins each value of a column once: the one with the first position. */
function joinOnce(table: string, alias: string, column: string): Sql {
  return raw(`JOIN ${table} ${alias} ON ${alias}.activity_id = a.id AND NOT EXISTS (
    SELECT 1 FROM ${table} earlier WHERE earlier.activity_id = ${alias}.activity_id
      AND earlier.${column} = ${alias}.${column} AND earlier.position < ${alias}.position)`);
}

/** All dimensions. No restricted field may be one, because counts would reveal its values. */
export const dimensions: Readonly<Record<ActivityDimension, CountedDimension>> = {
  PROGRAMME: { filter: 'programme', key: 'a.programme_id', reference: { entity: Programme, value: 'slug' } },
  YEAR: { filter: 'year', key: 'a.year', labelOf: (year) => year, numeric: true },
  COMPONENT: { filter: 'component', key: 'a.component_id', reference: { entity: Component, value: 'code' } },
  REGION: { filter: 'region', key: 'a.region_id', reference: { entity: Region, value: 'code' } },
  COUNTRY: { filter: 'country', key: 'a.country_code', labelOf: country },
  PARTICIPATING_COUNTRY: {
    filter: 'participatingCountry',
    links: 'activity_country',
    join: () => raw('JOIN activity_country ac ON ac.activity_id = a.id'),
    key: 'ac.country_code',
    ofPeople: 'people.country_code',
    labelOf: country,
  },
  ACTIVITY_TYPE: {
    filter: 'activityType',
    key: 'a.activity_type',
    labelOf: (type, context) => context.languages.label('ActivityType', type, preferredLocale(context)),
  },
  NETWORK: {
    filter: 'network',
    links: 'activity_network',
    // Networks that the viewer does not see form no group.
    join: (viewer) => sql`
      JOIN activity_network an ON an.activity_id = a.id
      JOIN network nn ON nn.id = an.network_id AND ${isNetworkVisible(viewer, 'nn')}`,
    key: 'an.network_id',
    reference: { entity: Network, value: 'slug' },
  },
  TOPIC: topic,
  ORGANISATION: organisationsIn(null),
  STATUS: {
    filter: 'status',
    key: 'a.status',
    labelOf: (status, context) => context.languages.label('ActivityStatus', status, preferredLocale(context)),
  },
  SECTOR: {
    filter: 'sector',
    links: 'activity_sector',
    join: () => raw('JOIN activity_sector se ON se.activity_id = a.id'),
    key: 'se.sector_code',
    labelOf: namesIn('Sector'),
  },
  SECTOR_CATEGORY: {
    filter: 'sector',
    links: 'activity_sector',
    join: () => raw('JOIN activity_sector sc ON sc.activity_id = a.id'),
    repeats: () => joinOnce('activity_sector', 'sc', 'category_code'),
    key: 'sc.category_code',
    labelOf: namesIn('SectorCategory'),
  },
  SDG: {
    filter: 'sdg',
    links: 'activity_sdg',
    join: () => raw('JOIN activity_sdg sd ON sd.activity_id = a.id'),
    repeats: () => joinOnce('activity_sdg', 'sd', 'goal'),
    key: 'sd.goal',
    labelOf: namesIn('UNSDG-Goals'),
    numeric: true,
  },
  RECIPIENT_COUNTRY: {
    filter: 'recipientCountry',
    links: 'activity_recipient',
    join: () => raw('JOIN activity_recipient re ON re.activity_id = a.id AND re.country_code IS NOT NULL'),
    key: 're.country_code',
    labelOf: country,
  },
  PARTICIPANT_ORGANISATION: {
    links: 'published_participation',
    // Rows as they were entered would reveal who sent few people.
    join: () => raw('JOIN published_participation po ON po.activity_id = a.id AND po.organisation_id IS NOT NULL'),
    repeats: () => joinOnce('published_participation', 'po', 'organisation_id'),
    key: 'po.organisation_id',
    ofPeople: 'people.organisation_id',
    reference: { entity: Organisation, value: 'slug' },
  },
};

/** Topics are free texts, so there may be any number of them. */
export const MAX_TOPICS = 1_000;

export const mostFrequentTopics: CountedDimension = { ...topic, top: MAX_TOPICS };
