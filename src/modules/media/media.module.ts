import type { Module, ModuleOptions, ResolverClass } from '../../core/module';
import type { Storage } from '../../storage/open-storage';
import type { FilesModule } from '../files/files.module';
import type { CredentialFinder } from '../files/link-holder';
import type { FileReceiver } from '../files/upload-receiver';
import { attachmentById } from './attachment/attachment.loaders';
import {
  AttachmentEditingResolver,
  AttachmentListResolver,
  AttachmentResolver,
  AttachmentVersionResolver,
} from './attachment/attachment.resolver';
import { AttachmentFiles } from './attachment/attachment-files';
import { AttachmentUploadTarget } from './attachment/attachment-upload.target';
import { imageById } from './image/image.loaders';
import { ImageEditingResolver, ImageListResolver, ImageResolver, ImageVersionResolver } from './image/image.resolver';
import { ImageFiles } from './image/image-files';
import { ImageHtml } from './image/image-html';
import { ImageProcessor } from './image/image-processor';
import { imageTranslationMutations, ImageTranslationsResolver } from './image/image-translation.resolvers';
import { ImageUploadTarget } from './image/image-upload.target';
import { ImageUrls } from './image/image-urls';
import { LinkResolver } from './link/link.resolver';
import { isPublicById } from './media.loaders';
import { MediaAddresses } from './media-address';
import { MediaEditing } from './media-editing';
import { mediaKinds, type MediaOwner } from './media-owner';
import { deleteExpiredTickets } from './media-removal';
import { MediaUploadAccess } from './media-upload.access';
import { UnusedMedia } from './unused-media';

export const mediaResolvers: readonly ResolverClass[] = [
  ...imageTranslationMutations,
  AttachmentEditingResolver,
  AttachmentListResolver,
  AttachmentResolver,
  AttachmentVersionResolver,
  ImageEditingResolver,
  ImageListResolver,
  ImageResolver,
  ImageTranslationsResolver,
  ImageVersionResolver,
  LinkResolver,
];

interface MediaOptions extends ModuleOptions {
  readonly config: { readonly maxUploadBytes: number };
  readonly storage: Storage;
  readonly files: FilesModule;
  readonly credentials: CredentialFinder;
  /** The types whose content uses images or attachments. */
  readonly owners: readonly MediaOwner[];
}

export interface MediaModule extends Module {
  readonly addresses: MediaAddresses;
  readonly imageFiles: ImageFiles;
  readonly imageHtml: ImageHtml;
  readonly imageReceiver: FileReceiver;
  readonly attachmentFiles: AttachmentFiles;
  readonly attachmentReceiver: FileReceiver;
}

/** Images and attachments of content: their upload, their files and their addresses. */
export function createMediaModule(options: MediaOptions): MediaModule {
  const { database, mutations, clock, config, storage, credentials, owners } = options;
  const { leases, receiverOf } = options.files;
  const addresses = new MediaAddresses(storage.keyRing);
  const access = new MediaUploadAccess(database, credentials, clock);
  const processor = new ImageProcessor();
  const imageFiles = new ImageFiles(database, storage.files, leases, processor, owners);
  const urls = new ImageUrls(addresses, isPublicById(owners, 'image'));
  const imageTarget = new ImageUploadTarget(
    { database, leases, processor, imageFiles, access, clock },
    config.maxUploadBytes,
  );
  const attachmentTarget = new AttachmentUploadTarget(database, leases, access, {
    maxUploadBytes: config.maxUploadBytes,
    clock,
  });
  const unused = mediaKinds.map((kind) => new UnusedMedia(database, leases, owners, kind));
  const editing = new MediaEditing(mutations, leases, owners);
  const byAttachmentId = attachmentById(owners);
  return {
    addresses,
    imageFiles,
    imageHtml: new ImageHtml(urls),
    imageReceiver: receiverOf(imageTarget),
    attachmentFiles: new AttachmentFiles(database, storage.files, owners),
    attachmentReceiver: receiverOf(attachmentTarget),
    resolvers: [
      ...imageTranslationMutations.map((TranslationResolver) => new TranslationResolver(editing)),
      new AttachmentEditingResolver(editing, byAttachmentId),
      new AttachmentResolver(addresses, isPublicById(owners, 'attachment')),
      new ImageEditingResolver(editing),
      new ImageResolver(urls),
    ],
    nodes: { Attachment: byAttachmentId, Image: imageById(owners) },
    jobs: [
      ['delete expired uploads of images', (now) => deleteExpiredTickets(database, 'image', now)],
      ['delete expired uploads of attachments', (now) => deleteExpiredTickets(database, 'attachment', now)],
      [
        'note unused images and attachments',
        async (now) => {
          for (const one of unused) await one.note(now);
        },
      ],
    ],
  };
}
