import type { Module, ModuleOptions, ResolverClass } from '../../core/module';
import type { Storage } from '../../storage/open-storage';
import type { FilesModule } from '../files/files.module';
import type { CredentialFinder } from '../files/link-holder';
import { UploadReceiver, type FileReceiver } from '../files/upload-receiver';
import { ImageFiles } from './image-files';
import { ImageProcessor } from './image-processor';
import { ImageUploadTarget } from './image-upload.target';
import { imageById, isImagePublic } from './image.loaders';
import { imageTranslationMutations, ImageTranslationsResolver } from './image-translation.resolvers';
import { ImageEditingResolver, ImageResolver } from './image.resolver';
import { Images } from './images';
import { LinkResolver } from './link.resolver';
import { MediaAddresses } from './media-address';
import { UnusedImages } from './unused-images';
import type { MediaOwner } from './media-owner';

export const mediaResolvers: readonly ResolverClass[] = [
  ...imageTranslationMutations,
  ImageEditingResolver,
  ImageResolver,
  ImageTranslationsResolver,
  LinkResolver,
];

interface MediaOptions extends ModuleOptions {
  readonly config: { readonly maxUploadBytes: number };
  readonly storage: Storage;
  readonly files: FilesModule;
  readonly credentials: CredentialFinder;
  /** The types whose content shows images. */
  readonly owners: readonly MediaOwner[];
}

export interface MediaModule extends Module {
  readonly addresses: MediaAddresses;
  readonly imageFiles: ImageFiles;
  readonly imageReceiver: FileReceiver;
}

/** Images that content shows: their upload, their derivatives and their addresses. */
export function createMediaModule(options: MediaOptions): MediaModule {
  const { database, mutations, clock, config, storage, credentials, owners } = options;
  const { leases, ingest } = options.files;
  const addresses = new MediaAddresses(storage.keyRing);
  const processor = new ImageProcessor();
  const imageFiles = new ImageFiles(database, storage.files, leases, processor, owners);
  const images = new Images({ database, mutations, leases, owners });
  const services = { database, leases, processor, imageFiles, credentials, clock };
  const target = new ImageUploadTarget(services, config.maxUploadBytes);
  const unused = new UnusedImages(database, leases, owners);
  return {
    addresses,
    imageFiles,
    imageReceiver: new UploadReceiver(database, ingest, target, clock),
    resolvers: [
      ...imageTranslationMutations.map((TranslationResolver) => new TranslationResolver(images)),
      new ImageResolver(addresses, isImagePublic(owners)),
      new ImageEditingResolver(images),
    ],
    nodes: { Image: imageById(owners) },
    jobs: [
      ['delete expired uploads of images', (now) => images.deleteExpired(now)],
      ['note unused images', (now) => unused.note(now)],
    ],
  };
}
