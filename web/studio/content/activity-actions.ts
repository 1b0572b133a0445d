import {
  StudioActivityPartsDocument,
  StudioChangeActivityPartsDocument,
  StudioOrganisationsDocument,
  type OrganisationRole,
  type StudioActivitiesQuery,
  type StudioActivityPartsQuery,
} from '../../../clients/typescript/src/index.js';
import { useReading, type Api, type Outcome } from '../api';
import { useInterface } from '../interface';
import type { BulkAction } from '../lists/bulk-action';
import { versionOf } from '../publication/bulk-publication';

type ListedActivity = StudioActivitiesQuery['page']['nodes'][number];
type ActivityParts = Extract<NonNullable<StudioActivityPartsQuery['node']>, { readonly __typename: 'Activity' }>;

/** The role in which organisations are added to several activities. Editors of one activity choose among all roles. */
const ROLE: OrganisationRole = 'IMPLEMENTING';

/** What can be added to several activities at once. */
export function useActivityActions(): readonly BulkAction<ListedActivity>[] {
  const { t } = useInterface();
  const organisations = useReading(StudioOrganisationsDocument, { first: 100 }).data?.page.nodes ?? [];
  return [
    {
      id: 'topic',
      label: t('bulk.addTopic'),
      question: { label: t('bulk.topic') },
      run: (api, item, topic) =>
        changeParts(api, item, ({ topics }) => (topics.includes(topic) ? null : { topics: [...topics, topic] })),
    },
    {
      id: 'organisation',
      label: t('bulk.addOrganisation'),
      question: {
        label: t('bulk.organisation'),
        options: organisations.map(({ slug, name }) => ({ value: slug, label: name })),
      },
      run: (api, item, slug) =>
        changeParts(api, item, ({ organisations: before }) => {
          const kept = before.map(({ role, organisation }) => ({ role, organisation: organisation.slug }));
          if (kept.some(({ role, organisation }) => role === ROLE && organisation === slug)) return null;
          return { organisations: [...kept, { role: ROLE, organisation: slug }] };
        }),
    },
  ];
}

/** Changes an activity by what it has. Does nothing if the change is null. */
async function changeParts(
  api: Api,
  item: ListedActivity,
  changeOf: (parts: ActivityParts) => object | null,
): Promise<Outcome<unknown>> {
  const { data, problems } = await api.read(StudioActivityPartsDocument, { id: item.id });
  if (problems !== null) return { data, problems };
  const { node } = data;
  const gone = { code: 'NOT_FOUND', field: null, message: '', version: null };
  if (node === null || !('topics' in node)) return { data: null, problems: [gone] };
  const change = changeOf(node);
  if (change === null) return { data: null, problems: null };
  return api.change(StudioChangeActivityPartsDocument, { input: { ...versionOf(item), ...change } });
}
