import {
  StudioActivityDocument,
  StudioCreateActivityDocument,
  StudioUpdateActivityDocument,
  StudioSetActivityTranslationDocument,
  StudioDeleteActivityTranslationDocument,
  type CreateActivityInput,
  type StudioActivityFragment,
  type StudioActivityQuery,
  type UpdateActivityInput,
  type SetActivityTranslationInput,
} from '../../../clients/typescript/src/index.js';
import type { ValuesOf } from '../forms/form-values';
import { TransactionsTab } from '../transactions/transactions-tab';
import { translationsOf } from '../translations/translation';
import { ActivityAside } from './activity-aside';
import { mapOutcome, type ContentItem, type EditableContent } from './editable-content';

type ActivityValues = ValuesOf<UpdateActivityInput>;

const blank: ActivityValues = {
  slug: null,
  title: null,
  summary: null,
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
  organisations: [],
  participation: [],
  topics: [],
  objectives: [],
  cover: null,
  gallery: [],
  attachments: [],
  links: [],
  status: null,
  plannedStart: null,
  actualStart: null,
  plannedEnd: null,
  actualEnd: null,
  iatiIdentifier: null,
  reportingOrganisation: null,
  recipients: [],
  sectors: [],
  sdgs: [],
  policyMarkers: [],
  locations: [],
  relatedActivities: [],
  budgets: [],
  results: [],
  originalLocale: null,
};

/** Activities. */
export const activityContent: EditableContent<StudioActivityQuery> = {
  type: 'Activity',
  publishable: 'ACTIVITY',
  path: '/activities',
  Aside: ActivityAside,
  sections: [
    { title: 'section.texts', fields: ['title', 'summary', 'objectives', 'description'] },
    {
      title: 'section.dates',
      fields: ['status', 'plannedStart', 'actualStart', 'plannedEnd', 'actualEnd', 'startsOn', 'endsOn', 'year'],
    },
    { title: 'section.operative', fields: ['programme', 'component', 'code', 'activityType', 'region', 'topics'] },
    { title: 'section.place', fields: ['country', 'place', 'locations'] },
    { title: 'section.participants', fields: ['networks', 'participatingCountries', 'organisations', 'participation'] },
    {
      title: 'section.classification',
      fields: [
        'recipients',
        'sectors',
        'sdgs',
        'policyMarkers',
        'relatedActivities',
        'iatiIdentifier',
        'reportingOrganisation',
      ],
    },
    { title: 'section.money', fields: ['budgets'] },
    { title: 'section.results', fields: ['results'] },
    { title: 'section.media', fields: ['cover', 'gallery', 'attachments', 'links'] },
    { title: 'section.address', fields: ['slug', 'originalLocale'] },
  ],
  parts: [{ tab: 'transactions', title: 'field.transactions', Part: TransactionsTab }],
  document: StudioActivityDocument,
  itemOf: ({ item }) => (item?.__typename === 'Activity' ? itemOf(item) : null),
  creation: {
    newTitle: 'activity.new',
    blank,
    create: async (api, input) =>
      mapOutcome(
        await api.change(StudioCreateActivityDocument, { input: input as unknown as CreateActivityInput }),
        ({ createActivity }) => itemOf(createActivity.item),
      ),
  },
  update: async (api, input) =>
    mapOutcome(await api.change(StudioUpdateActivityDocument, { input: input }), ({ updateActivity }) =>
      itemOf(updateActivity.item),
    ),
  setTranslation: async (api, input) =>
    mapOutcome(await api.change(StudioSetActivityTranslationDocument, { input }), ({ setActivityTranslation }) =>
      itemOf(setActivityTranslation.item),
    ),
  deleteTranslation: async (api, input) =>
    mapOutcome(await api.change(StudioDeleteActivityTranslationDocument, { input }), ({ deleteActivityTranslation }) =>
      itemOf(deleteActivityTranslation.item),
    ),
};

function itemOf(activity: StudioActivityFragment): ContentItem {
  const { id, title, publication, viewerCanUpdate } = activity;
  return {
    id,
    title,
    version: publication?.version ?? null,
    canUpdate: viewerCanUpdate,
    values: valuesOf(activity),
    translations: translationsOf<SetActivityTranslationInput>(activity.translations),
  };
}

function valuesOf(activity: StudioActivityFragment): ActivityValues {
  const { slug, title, summary, description, dates, originalLocale, topics, operativeDimension } = activity;
  const { code, year, place, activityType, component, region, country } = operativeDimension;
  return {
    slug,
    title,
    summary,
    description,
    startsOn: dates.writtenStart,
    endsOn: dates.writtenEnd,
    programme: activity.programme?.key ?? null,
    code,
    year,
    component: component?.key ?? null,
    region: region?.key ?? null,
    country: country?.code ?? null,
    place,
    activityType,
    networks: activity.networks.map(({ key }) => key),
    participatingCountries: activity.participatingCountries.map((one) => one.code),
    organisations: activity.organisations.map(({ role, organisation }) => ({ organisation: organisation.key, role })),
    participation: (activity.enteredParticipation ?? []).map(({ country: from, organisation, ...counts }) => ({
      country: from?.code ?? null,
      organisation: organisation?.key ?? null,
      ...counts,
    })),
    topics,
    objectives: activity.objectives.map(({ text }) => text),
    cover: activity.cover?.id ?? null,
    gallery: activity.gallery.map(({ id }) => id),
    attachments: activity.attachments.map(({ id }) => id),
    links: activity.links,
    status: activity.status,
    plannedStart: dates.plannedStart,
    actualStart: dates.actualStart,
    plannedEnd: dates.plannedEnd,
    actualEnd: dates.actualEnd,
    iatiIdentifier: activity.iatiIdentifier,
    reportingOrganisation: activity.reportingOrganisation?.key ?? null,
    recipients: activity.recipients.map(({ country: of, region: or, percentage }) => ({
      country: of?.code ?? null,
      region: or?.code ?? null,
      percentage,
    })),
    sectors: activity.sectors.map(({ sector, percentage }) => ({ code: sector.code, percentage })),
    sdgs: activity.sdgs.map((one) => one.code),
    policyMarkers: activity.policyMarkers.map((one) => one.code),
    locations: activity.locations.map(({ exactness, ...location }) => ({
      ...location,
      exactness: exactness?.code ?? null,
    })),
    relatedActivities: activity.relatedActivities.map(({ key }) => key),
    budgets: activity.budgets,
    results: activity.results,
    originalLocale,
  };
}
