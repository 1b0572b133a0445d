import {
  type OrganisationRole,
  type StudioActivitiesQuery,
  StudioActivityPartsDocument,
  type StudioActivityPartsQuery,
  StudioChangeActivityPartsDocument,
} from '../../../clients/typescript/src/studio.js';
import type { Api } from '../api';
import { useContentType } from '../forms/content-type';
import { type Interface, useInterface } from '../interface';
import type { BulkAction } from '../lists/bulk-action';
import type { Outcome } from '../outcome';
import { versionOf } from '../publication/bulk-publication';
import { withReplacedTopic } from './replaced-topic';

type ListedActivity = StudioActivitiesQuery['page']['nodes'][number];
type ActivityParts = Extract<NonNullable<StudioActivityPartsQuery['node']>, { readonly __typename: 'Activity' }>;

/** What can be changed in several activities at once. */
export function useActivityActions(): readonly BulkAction<ListedActivity>[] {
  const { t, optionName } = useInterface();
  const roles = useContentType('Activity').data?.get('organisations')?.options ?? [];
  return [
    {
      id: 'topic',
      label: t('bulk.addTopic'),
      questions: [{ kind: 'text', label: t('bulk.topic') }],
      run: (api, item, topic = '') =>
        changeParts(api, item, ({ topics }) => (topics.includes(topic) ? null : { topics: [...topics, topic] })),
    },
    {
      id: 'replacedTopic',
      label: t('bulk.replaceTopic'),
      questions: [
        { kind: 'text', label: t('bulk.replacedTopic') },
        { kind: 'text', label: t('bulk.newTopic') },
      ],
      run: (api, item, from = '', to = '') =>
        changeParts(api, item, ({ topics }) => {
          const replaced = withReplacedTopic(topics, from, to);
          return replaced === null ? null : { topics: replaced };
        }),
    },
    // The roles are known as soon as the fields are.
    ...(roles.length === 0 ? [] : [addOrganisation({ t, optionName }, roles as readonly OrganisationRole[])]),
  ];
}

function addOrganisation(
  { t, optionName }: Pick<Interface, 't' | 'optionName'>,
  roles: readonly OrganisationRole[],
): BulkAction<ListedActivity> {
  return {
    id: 'organisation',
    label: t('bulk.addOrganisation'),
    questions: [
      { kind: 'reference', label: t('bulk.organisation'), type: 'Organisation' },
      {
        kind: 'choice',
        label: t('bulk.role'),
        options: roles.map((role) => ({ value: role, label: optionName(role) })),
      },
    ],
    run: (api, item, slug, role) =>
      changeParts(api, item, ({ organisations }) => {
        const kept = organisations.map((one) => ({ role: one.role, organisation: one.organisation.slug }));
        if (kept.some((one) => one.role === role && one.organisation === slug)) return null;
        return { organisations: [...kept, { role, organisation: slug }] };
      }),
  };
}

/** Changes an activity by what it has. Does nothing and returns null if the change is null. */
async function changeParts(
  api: Api,
  item: ListedActivity,
  changeOf: (parts: ActivityParts) => object | null,
): Promise<Outcome<unknown> | null> {
  const { data, problems } = await api.read(StudioActivityPartsDocument, { id: item.id });
  if (problems !== null) return { data, problems };
  const { node } = data;
  const gone = { code: 'NOT_FOUND', field: null, message: '', version: null };
  if (node === null || !('topics' in node)) return { data: null, problems: [gone] };
  const change = changeOf(node);
  if (change === null) return null;
  return api.change(StudioChangeActivityPartsDocument, { input: { ...versionOf(item), ...change } });
}
