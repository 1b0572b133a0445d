import {
  StudioActivityOptionDocument,
  StudioActivityOptionsDocument,
  StudioAttachmentsDocument,
  StudioComponentOptionsDocument,
  StudioImagesDocument,
  StudioNetworkOptionDocument,
  StudioNetworkOptionsDocument,
  StudioOrganisationOptionDocument,
  StudioOrganisationOptionsDocument,
  StudioProgrammeOptionDocument,
  StudioProgrammeOptionsDocument,
  StudioRegionOptionsDocument,
} from '../../../clients/typescript/src/studio.js';
import type { Api } from '../api';
import { contains } from '../ui/contains';

/** An item that can be chosen, by the key that inputs name it by. */
export interface ReferenceOption {
  readonly key: string;
  readonly name: string;
  readonly acronym?: string | null;
  /** The language of the name; absent if that is not known. */
  readonly locale?: string;
}

/** How the items of a type are found. Components are those of the programme that the form has; null: it has none. */
interface ReferenceSource {
  /** Absent for images and files, which have pickers of their own. Returns null if the items cannot be read now. */
  readonly search?: (api: Api, text: string, programme: string | null) => Promise<readonly ReferenceOption[] | null>;
  readonly find: (api: Api, key: string, programme: string | null) => Promise<ReferenceOption | null>;
}

const sources: Readonly<Record<string, ReferenceSource>> = {
  Programme: {
    search: async (api, text) => matching((await api.read(StudioProgrammeOptionsDocument, {})).data?.programmes, text),
    find: async (api, key) => (await api.read(StudioProgrammeOptionDocument, { key })).data?.programme ?? null,
  },
  Component: {
    search: async (api, text, programme) => matching(await componentsOf(api, programme), text),
    find: async (api, key, programme) => withKey(await componentsOf(api, programme), key),
  },
  Region: {
    search: async (api, text) => matching((await api.read(StudioRegionOptionsDocument, {})).data?.regions, text),
    find: async (api, key) => withKey((await api.read(StudioRegionOptionsDocument, {})).data?.regions, key),
  },
  Network: {
    search: async (api, text) =>
      (await api.read(StudioNetworkOptionsDocument, { filter: nameOrAcronym(text) })).data?.networks.nodes ?? null,
    find: async (api, key) => (await api.read(StudioNetworkOptionDocument, { key })).data?.network ?? null,
  },
  Organisation: {
    search: async (api, text) =>
      (await api.read(StudioOrganisationOptionsDocument, { filter: nameOrAcronym(text) })).data?.organisations.nodes ??
      null,
    find: async (api, key) => (await api.read(StudioOrganisationOptionDocument, { key })).data?.organisation ?? null,
  },
  Activity: {
    search: async (api, text) =>
      (await api.read(StudioActivityOptionsDocument, { filter: text === '' ? {} : { title: { contains: text } } })).data
        ?.activities.nodes ?? null,
    find: async (api, key) => (await api.read(StudioActivityOptionDocument, { key })).data?.activity ?? null,
  },
  Image: {
    find: async (api, key) => {
      const [image] = (await api.read(StudioImagesDocument, { ids: [key] })).data?.nodes ?? [];
      return image?.__typename === 'Image' ? { key, name: image.alt } : null;
    },
  },
  Attachment: {
    find: async (api, key) => {
      const [attachment] = (await api.read(StudioAttachmentsDocument, { ids: [key] })).data?.nodes ?? [];
      return attachment?.__typename === 'Attachment' ? { key, name: attachment.title } : null;
    },
  },
};

/** Items of a type that match a text; null if they cannot be read now. */
export async function searchReferences(
  api: Api,
  type: string,
  text: string,
  programme: string | null,
): Promise<readonly ReferenceOption[] | null> {
  return sources[type]!.search!(api, text.trim(), programme);
}

/** The item that has the key; null if there is none, or if it cannot be read now. */
export async function findReference(
  api: Api,
  type: string,
  key: string,
  programme: string | null,
): Promise<ReferenceOption | null> {
  return sources[type]!.find(api, key, programme);
}

export function describeReference(type: string, { key, name, acronym = null }: ReferenceOption): string {
  if (type === 'Component') return `${key} ${name}`;
  return acronym === null ? name : `${name} (${acronym})`;
}

async function componentsOf(api: Api, programme: string | null): Promise<readonly ReferenceOption[] | null> {
  if (programme === null) return [];
  const { data } = await api.read(StudioComponentOptionsDocument, { programme });
  if (data === null) return null;
  return data.programme?.components ?? [];
}

function nameOrAcronym(text: string): { readonly or?: readonly object[] } {
  if (text === '') return {};
  return { or: [{ name: { contains: text } }, { acronym: { contains: text } }] };
}

function matching(
  options: readonly ReferenceOption[] | null | undefined,
  text: string,
): readonly ReferenceOption[] | null {
  return options?.filter(({ key, name }) => contains(`${key} ${name}`, text)) ?? null;
}

function withKey(options: readonly ReferenceOption[] | null | undefined, key: string): ReferenceOption | null {
  return options?.find((option) => option.key === key) ?? null;
}
