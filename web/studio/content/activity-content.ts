import {
  type CreateActivityInput,
  type SetActivityTranslationInput,
  StudioActivityDocument,
  type StudioActivityFragment,
  type StudioActivityQuery,
  StudioCreateActivityDocument,
  StudioDeleteActivityTranslationDocument,
  StudioSetActivityTranslationDocument,
  StudioUpdateActivityDocument,
  type UpdateActivityInput,
} from '../../../clients/typescript/src/studio.js';
import { mapOutcome } from '../outcome';
import { TransactionsTab } from '../transactions/transactions-tab';
import { translationsOf } from '../translations/translation';
import { ActivityAside } from './activity-aside';
import type { ContentItem, EditableContent } from './editable-content';
import { declareFields } from './field-declarations';

const fields = declareFields<UpdateActivityInput, StudioActivityFragment>({
  originalLocale: { section: 'section.texts', valueOf: ({ originalLocale }) => originalLocale },
  title: { section: 'section.texts', valueOf: ({ title }) => title },
  summary: { section: 'section.texts', valueOf: ({ summary }) => summary },
  objectives: { section: 'section.texts', valueOf: ({ objectives }) => objectives.map(({ text }) => text), blank: [] },
  description: { section: 'section.texts', valueOf: ({ description }) => description },
  status: { section: 'section.dates', valueOf: ({ status }) => status },
  plannedStart: { section: 'section.dates', valueOf: ({ dates }) => dates.plannedStart },
  actualStart: { section: 'section.dates', valueOf: ({ dates }) => dates.actualStart },
  plannedEnd: { section: 'section.dates', valueOf: ({ dates }) => dates.plannedEnd },
  actualEnd: { section: 'section.dates', valueOf: ({ dates }) => dates.actualEnd },
  startsOn: { section: 'section.dates', valueOf: ({ dates }) => dates.writtenStart },
  endsOn: { section: 'section.dates', valueOf: ({ dates }) => dates.writtenEnd },
  year: { section: 'section.dates', valueOf: ({ operativeDimension }) => operativeDimension.year },
  programme: { section: 'section.operative', valueOf: ({ programme }) => programme?.key ?? null },
  component: {
    section: 'section.operative',
    valueOf: ({ operativeDimension }) => operativeDimension.component?.key ?? null,
  },
  code: { section: 'section.operative', valueOf: ({ operativeDimension }) => operativeDimension.code },
  activityType: { section: 'section.operative', valueOf: ({ operativeDimension }) => operativeDimension.activityType },
  region: { section: 'section.operative', valueOf: ({ operativeDimension }) => operativeDimension.region?.key ?? null },
  topics: { section: 'section.operative', valueOf: ({ topics }) => topics, blank: [] },
  country: { section: 'section.place', valueOf: ({ operativeDimension }) => operativeDimension.country?.code ?? null },
  place: { section: 'section.place', valueOf: ({ operativeDimension }) => operativeDimension.place },
  locations: {
    section: 'section.place',
    valueOf: ({ locations }) =>
      locations.map(({ exactness, ...location }) => ({ ...location, exactness: exactness?.code ?? null })),
    blank: [],
  },
  networks: { section: 'section.participants', valueOf: ({ networks }) => networks.map(({ key }) => key), blank: [] },
  participatingCountries: {
    section: 'section.participants',
    valueOf: ({ participatingCountries }) => participatingCountries.map(({ code }) => code),
    blank: [],
  },
  organisations: {
    section: 'section.participants',
    valueOf: ({ organisations }) =>
      organisations.map(({ role, organisation }) => ({ organisation: organisation.key, role })),
    blank: [],
  },
  participation: {
    section: 'section.participants',
    valueOf: ({ enteredParticipation }) =>
      (enteredParticipation ?? []).map(({ country, organisation, ...counts }) => ({
        country: country?.code ?? null,
        organisation: organisation?.key ?? null,
        ...counts,
      })),
    blank: [],
  },
  recipients: {
    section: 'section.classification',
    valueOf: ({ recipients }) =>
      recipients.map(({ country, region, percentage }) => ({
        country: country?.code ?? null,
        region: region?.code ?? null,
        percentage,
      })),
    blank: [],
  },
  sectors: {
    section: 'section.classification',
    valueOf: ({ sectors }) => sectors.map(({ sector, percentage }) => ({ code: sector.code, percentage })),
    blank: [],
  },
  sdgs: { section: 'section.classification', valueOf: ({ sdgs }) => sdgs.map(({ code }) => code), blank: [] },
  policyMarkers: {
    section: 'section.classification',
    valueOf: ({ policyMarkers }) => policyMarkers.map(({ code }) => code),
    blank: [],
  },
  relatedActivities: {
    section: 'section.classification',
    valueOf: ({ relatedActivities }) => relatedActivities.map(({ key }) => key),
    blank: [],
  },
  iatiIdentifier: { section: 'section.classification', valueOf: ({ iatiIdentifier }) => iatiIdentifier },
  reportingOrganisation: {
    section: 'section.classification',
    valueOf: ({ reportingOrganisation }) => reportingOrganisation?.key ?? null,
  },
  budgets: { section: 'section.money', valueOf: ({ budgets }) => budgets, blank: [] },
  results: { section: 'section.results', valueOf: ({ results }) => results, blank: [] },
  cover: { section: 'section.media', valueOf: ({ cover }) => cover?.id ?? null },
  gallery: { section: 'section.media', valueOf: ({ gallery }) => gallery.map(({ id }) => id), blank: [] },
  attachments: { section: 'section.media', valueOf: ({ attachments }) => attachments.map(({ id }) => id), blank: [] },
  links: { section: 'section.media', valueOf: ({ links }) => links, blank: [] },
  slug: { section: 'section.address', valueOf: ({ slug }) => slug },
});

/** Activities. */
export const activityContent: EditableContent<StudioActivityQuery> = {
  type: 'Activity',
  publishable: 'ACTIVITY',
  path: '/activities',
  Aside: ActivityAside,
  sections: fields.sections,
  parts: [{ tab: 'transactions', title: 'field.transactions', Part: TransactionsTab }],
  document: StudioActivityDocument,
  itemOf: ({ item }) => (item?.__typename === 'Activity' ? itemOf(item) : null),
  creation: {
    newTitle: 'activity.new',
    blank: fields.blank,
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
    publication,
    canUpdate: viewerCanUpdate,
    values: fields.valuesOf(activity),
    translations: translationsOf<SetActivityTranslationInput>(activity.translations),
  };
}
