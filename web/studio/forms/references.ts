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
} from '../../../clients/typescript/src/index.js';
import type { Api } from '../api';
import { contains } from '../ui/contains';
import type { FormValues } from './form-values';

/** An item that can be chosen, by the key that inputs name it by. */
export interface ReferenceOption {
  readonly key: string;
  readonly name: string;
  readonly acronym?: string | null;
}

/** How the items of a type are found. The values are those of the form: they can limit what may be chosen. */
interface ReferenceSource {
  /** Absent for images and files, which have pickers of their own. Returns null if the items cannot be read now. */
  readonly search?: (api: Api, text: string, values: FormValues) => Promise<readonly ReferenceOption[] | null>;
  readonly find: (api: Api, key: string, values: FormValues) => Promise<ReferenceOption | null>;
}

const sources: Readonly<Record<string, ReferenceSource>> = {
  Programme: {
    search: async (api, text) => matching((await api.read(StudioProgrammeOptionsDocument, {})).data?.programmes, text),
    find: async (api, key) => (await api.read(StudioProgrammeOptionDocument, { key })).data?.programme ?? null,
  },
  Component: {
    search: async (api, text, values) => matching(await componentsOf(api, values), text),
    find: async (api, key, values) => withKey(await componentsOf(api, values), key),
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
  values: FormValues,
): Promise<readonly ReferenceOption[] | null> {
  return sources[type]!.search!(api, text.trim(), values);
}

/** The item that has the key; null if there is none, or if it cannot be read now. */
export async function findReference(
  api: Api,
  type: string,
  key: string,
  values: FormValues,
): Promise<ReferenceOption | null> {
  return sources[type]!.find(api, key, values);
}

export function describeReference({ name, acronym = null }: ReferenceOption): string {
  return acronym === null ? name : `${name} (${acronym})`;
}

async function componentsOf(api: Api, { programme }: FormValues): Promise<readonly ReferenceOption[] | null> {
  if (typeof programme !== 'string') return [];
  const { data } = await api.read(StudioComponentOptionsDocument, { programme });
  if (data === null) return null;
  return data.programme?.components.map(({ key, name }) => ({ key, name: `${key} ${name}` })) ?? [];
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
