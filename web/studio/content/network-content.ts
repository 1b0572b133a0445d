import {
  StudioNetworkDocument,
  StudioCreateNetworkDocument,
  StudioUpdateNetworkDocument,
  StudioSetNetworkTranslationDocument,
  StudioDeleteNetworkTranslationDocument,
  type CreateNetworkInput,
  type StudioNetworkFragment,
  type StudioNetworkQuery,
  type UpdateNetworkInput,
  type SetNetworkTranslationInput,
} from '../../../clients/typescript/src/index.js';
import type { ValuesOf } from '../forms/form-values';
import { MembershipsTab } from '../memberships/memberships-tab';
import { translationsOf } from '../translations/translation';
import { mapOutcome, type ContentItem, type EditableContent } from './editable-content';

type NetworkValues = ValuesOf<UpdateNetworkInput>;

const blank: NetworkValues = {
  slug: null,
  name: null,
  acronym: null,
  description: null,
  since: null,
  supportedBy: [],
  emblem: null,
  links: [],
  originalLocale: null,
};

/** Networks. */
export const networkContent: EditableContent<StudioNetworkQuery> = {
  type: 'Network',
  publishable: 'NETWORK',
  path: '/networks',
  sections: [
    { title: 'section.texts', fields: ['name', 'acronym', 'description'] },
    { title: 'section.context', fields: ['since', 'supportedBy'] },
    { title: 'section.media', fields: ['emblem', 'links'] },
    { title: 'section.address', fields: ['slug', 'originalLocale'] },
  ],
  parts: [{ tab: 'memberships', title: 'membership.title', Part: MembershipsTab }],
  document: StudioNetworkDocument,
  itemOf: ({ item }) => (item?.__typename === 'Network' ? itemOf(item) : null),
  creation: {
    newTitle: 'network.new',
    blank,
    create: async (api, input) =>
      mapOutcome(
        await api.change(StudioCreateNetworkDocument, { input: input as unknown as CreateNetworkInput }),
        ({ createNetwork }) => itemOf(createNetwork.item),
      ),
  },
  update: async (api, input) =>
    mapOutcome(await api.change(StudioUpdateNetworkDocument, { input: input }), ({ updateNetwork }) =>
      itemOf(updateNetwork.item),
    ),
  setTranslation: async (api, input) =>
    mapOutcome(await api.change(StudioSetNetworkTranslationDocument, { input }), ({ setNetworkTranslation }) =>
      itemOf(setNetworkTranslation.item),
    ),
  deleteTranslation: async (api, input) =>
    mapOutcome(await api.change(StudioDeleteNetworkTranslationDocument, { input }), ({ deleteNetworkTranslation }) =>
      itemOf(deleteNetworkTranslation.item),
    ),
};

function itemOf(network: StudioNetworkFragment): ContentItem {
  return {
    id: network.id,
    title: network.name,
    version: network.publication?.version ?? null,
    canUpdate: network.viewerCanUpdate,
    values: valuesOf(network),
    translations: translationsOf<SetNetworkTranslationInput>(network.translations),
  };
}

function valuesOf(network: StudioNetworkFragment): NetworkValues {
  const { slug, name, acronym, description, since, links, originalLocale } = network;
  return {
    slug,
    name,
    acronym,
    description,
    since,
    links,
    originalLocale,
    supportedBy: network.supportedBy.map(({ key }) => key),
    emblem: network.emblem?.id ?? null,
  };
}
