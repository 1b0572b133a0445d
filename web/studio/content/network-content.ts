import {
  type CreateNetworkInput,
  type SetNetworkTranslationInput,
  StudioCreateNetworkDocument,
  StudioDeleteNetworkTranslationDocument,
  StudioNetworkDocument,
  type StudioNetworkFragment,
  type StudioNetworkQuery,
  StudioSetNetworkTranslationDocument,
  StudioUpdateNetworkDocument,
  type UpdateNetworkInput,
} from '../../../clients/typescript/src/studio.js';
import { MembershipsTab } from '../memberships/memberships-tab';
import { mapOutcome } from '../outcome';
import { translationsOf } from '../translations/translation';
import type { ContentItem, EditableContent } from './editable-content';
import { declareFields } from './field-declarations';

const fields = declareFields<UpdateNetworkInput, StudioNetworkFragment>({
  originalLocale: { section: 'section.texts', valueOf: ({ originalLocale }) => originalLocale },
  name: { section: 'section.texts', valueOf: ({ name }) => name },
  acronym: { section: 'section.texts', valueOf: ({ acronym }) => acronym },
  description: { section: 'section.texts', valueOf: ({ description }) => description },
  since: { section: 'section.context', valueOf: ({ since }) => since },
  supportedBy: {
    section: 'section.context',
    valueOf: ({ supportedBy }) => supportedBy.map(({ key }) => key),
    blank: [],
  },
  emblem: { section: 'section.media', valueOf: ({ emblem }) => emblem?.id ?? null },
  links: { section: 'section.media', valueOf: ({ links }) => links, blank: [] },
  slug: { section: 'section.address', valueOf: ({ slug }) => slug },
});

/** Networks. */
export const networkContent: EditableContent<StudioNetworkQuery> = {
  type: 'Network',
  publishable: 'NETWORK',
  path: '/networks',
  sections: fields.sections,
  parts: [{ tab: 'memberships', title: 'membership.title', Part: MembershipsTab }],
  document: StudioNetworkDocument,
  itemOf: ({ item }) => (item?.__typename === 'Network' ? itemOf(item) : null),
  creation: {
    newTitle: 'network.new',
    blank: fields.blank,
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
    publication: network.publication,
    canUpdate: network.viewerCanUpdate,
    values: fields.valuesOf(network),
    translations: translationsOf<SetNetworkTranslationInput>(network.translations),
  };
}
