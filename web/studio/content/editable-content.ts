import type { ReactElement } from 'react';
import type { Document, PublishableType } from '../../../clients/typescript/src/studio.js';
import type { Api } from '../api';
import type { Editable } from '../forms/draft';
import type { FormSection } from '../forms/form-section';
import type { FormValues } from '../forms/form-values';
import type { MessageKey } from '../interface';
import type { Outcome } from '../outcome';
import type { ItemTranslation, TranslationKey } from '../translations/translation';
import type { PublicationBadgeProps } from './publication-badge';

/** An item of content, as its editor needs it. */
export interface ContentItem extends Editable {
  readonly id: string;
  /** Null if the editor may not read it. */
  readonly version: number | null;
  /** Null if the editor may not read it; absent if content of the type is always public. */
  readonly publication?: PublicationBadgeProps['publication'];
  readonly canUpdate: boolean;
  readonly title: string;
  readonly translations: readonly ItemTranslation[];
}

/** An input of a mutation that creates or changes an item. */
export type ContentInput = FormValues & { readonly clientMutationId: string };

/** What belongs to an item and is not part of its form. Those who may edit the item find it in a tab of its editor. */
export interface ContentPart {
  readonly tab: string;
  readonly title: MessageKey;
  readonly Part: (props: { readonly id: string }) => ReactElement;
}

/** How an item of a type of content begins. */
interface ContentCreation {
  readonly newTitle: MessageKey;
  /** The values of a new item. */
  readonly blank: FormValues;
  readonly create: (api: Api, input: ContentInput) => Promise<Outcome<ContentItem>>;
}

/** A type of content that has an editor: how it is read, laid out and saved. */
export interface EditableContent<Q> {
  /** The name of the type in the API. */
  readonly type: string;
  /** Null for content that is always public. */
  readonly publishable: PublishableType | null;
  /** The path of its list, below which its editors are. */
  readonly path: string;
  readonly sections: readonly FormSection[];
  /** Null for content that begins elsewhere. */
  readonly creation: ContentCreation | null;
  readonly parts?: readonly ContentPart[];
  /** What an existing item belongs to, above its tabs. */
  readonly Parent?: (props: { readonly id: string }) => ReactElement | null;
  /** The state of an existing item, beside its title; absent: that of its publication. */
  readonly State?: (props: PublicationBadgeProps & { readonly id: string }) => ReactElement | null;
  /** What stands above the form of an existing item. */
  readonly Aside?: (props: { readonly id: string }) => ReactElement | null;
  readonly document: Document<Q, { readonly id: string }>;
  /** The item in the response to the document; null if there is none that the editor may see. */
  readonly itemOf: (data: Q) => ContentItem | null;
  readonly update: (
    api: Api,
    input: ContentInput & { readonly id: string; readonly version: number },
  ) => Promise<Outcome<ContentItem>>;
  /** Adds a translation or changes one. */
  readonly setTranslation: (api: Api, input: ContentInput & TranslationKey) => Promise<Outcome<ContentItem>>;
  readonly deleteTranslation: (api: Api, input: TranslationKey) => Promise<Outcome<ContentItem>>;
}
