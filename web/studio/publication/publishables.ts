import {
  type Document,
  type PublishableType,
  StudioArchiveActivityDocument,
  StudioArchiveNetworkDocument,
  StudioArchiveNewsItemDocument,
  StudioArchiveRestrictedDocumentDocument,
  type StudioChangedItemFragment,
  StudioDeleteActivityDocument,
  StudioDeleteNetworkDocument,
  StudioDeleteNewsItemDocument,
  StudioDeleteRestrictedDocumentDocument,
  StudioPreviewActivityDocument,
  StudioPreviewNetworkDocument,
  StudioPreviewNewsItemDocument,
  StudioPublishActivityDocument,
  StudioPublishNetworkDocument,
  StudioPublishNewsItemDocument,
  StudioPublishRestrictedDocumentDocument,
  StudioRestoreActivityDocument,
  StudioRestoreNetworkDocument,
  StudioRestoreNewsItemDocument,
  StudioRestoreRestrictedDocumentDocument,
  StudioRevertActivityDocument,
  StudioRevertNetworkDocument,
  StudioRevertNewsItemDocument,
  StudioRevertRestrictedDocumentDocument,
  StudioScheduleActivityDocument,
  StudioScheduleNetworkDocument,
  StudioScheduleNewsItemDocument,
  StudioScheduleRestrictedDocumentDocument,
  StudioUnpublishActivityDocument,
  StudioUnpublishNetworkDocument,
  StudioUnpublishNewsItemDocument,
  StudioUnpublishRestrictedDocumentDocument,
} from '../../../clients/typescript/src/studio.js';

/** The item to change, and the version that the change is based on. */
export interface ChangeInput {
  readonly id: string;
  readonly version: number;
}

interface Changed {
  readonly changed: { readonly item: StudioChangedItemFragment };
}

type Mutation<I, D = Changed> = Document<D, { input: I }>;

/** The mutations of a type of content that can be published. All types have the same, under names of their own. */
export interface PublishableMutations {
  readonly publish: Mutation<ChangeInput & { readonly locales?: readonly string[] }>;
  readonly schedule: Mutation<ChangeInput & { readonly publishAt: string }>;
  readonly unpublish: Mutation<ChangeInput & { readonly locales?: readonly string[] }>;
  readonly archive: Mutation<ChangeInput>;
  readonly delete: Mutation<ChangeInput, { readonly deleted: { readonly deletedId: string } }>;
  readonly restore: Mutation<ChangeInput>;
  readonly revert: Mutation<ChangeInput & { readonly to: number }>;
  /** Null for types without previews. */
  readonly createPreview: Mutation<
    { readonly id: string },
    { readonly created: { readonly token: string; readonly expiresAt: string } }
  > | null;
}

export const publishables: Readonly<Record<PublishableType, PublishableMutations>> = {
  ACTIVITY: {
    publish: StudioPublishActivityDocument,
    schedule: StudioScheduleActivityDocument,
    unpublish: StudioUnpublishActivityDocument,
    archive: StudioArchiveActivityDocument,
    delete: StudioDeleteActivityDocument,
    restore: StudioRestoreActivityDocument,
    revert: StudioRevertActivityDocument,
    createPreview: StudioPreviewActivityDocument,
  },
  NEWS_ITEM: {
    publish: StudioPublishNewsItemDocument,
    schedule: StudioScheduleNewsItemDocument,
    unpublish: StudioUnpublishNewsItemDocument,
    archive: StudioArchiveNewsItemDocument,
    delete: StudioDeleteNewsItemDocument,
    restore: StudioRestoreNewsItemDocument,
    revert: StudioRevertNewsItemDocument,
    createPreview: StudioPreviewNewsItemDocument,
  },
  NETWORK: {
    publish: StudioPublishNetworkDocument,
    schedule: StudioScheduleNetworkDocument,
    unpublish: StudioUnpublishNetworkDocument,
    archive: StudioArchiveNetworkDocument,
    delete: StudioDeleteNetworkDocument,
    restore: StudioRestoreNetworkDocument,
    revert: StudioRevertNetworkDocument,
    createPreview: StudioPreviewNetworkDocument,
  },
  RESTRICTED_DOCUMENT: {
    publish: StudioPublishRestrictedDocumentDocument,
    schedule: StudioScheduleRestrictedDocumentDocument,
    unpublish: StudioUnpublishRestrictedDocumentDocument,
    archive: StudioArchiveRestrictedDocumentDocument,
    delete: StudioDeleteRestrictedDocumentDocument,
    restore: StudioRestoreRestrictedDocumentDocument,
    revert: StudioRevertRestrictedDocumentDocument,
    createPreview: null,
  },
};
