import { Arg, Args, Ctx, Extensions, FieldResolver, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Auth } from '../../../core/access/auth';
import type { RequestContext } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import { Cost, rowsOfTable } from '../../../core/cost/field-cost';
import type { Connection } from '../../../core/listing/connection';
import { listAll } from '../../../core/listing/list';
import { getChangedItem } from '../../../core/mutations/mutation-payloads';
import { versionField } from '../../../core/mutations/version-field';
import { Cached } from '../../../core/types/cached';
import { encodeGlobalId } from '../../../core/types/global-id';
import { UrlScalar } from '../../../core/types/scalars';
import { ConflictError } from '../../../errors';
import { uploadUrlOf } from '../../files/upload-ticket';
import type { MediaEditing } from '../media-editing';
import { FocalPoint, Image } from './image.entity';
import {
  CreateImageInput,
  CreateImagePayload,
  DeleteImageInput,
  DeleteImagePayload,
  ImagesArgs,
  UpdateImageInput,
  UpdateImagePayload,
} from './image.input';
import { ImageConnection, imageListing } from './image.listing';
import { editableImageById } from './image.loaders';
import { imageType } from './image.type';
import type { ImageUrls } from './image-urls';
import { ImageFormat, variantName } from './image-variant';

/** The path that the files of images are uploaded to. */
export const IMAGE_UPLOAD_PATH = '/media/images/uploads';

@Resolver(() => Image)
export class ImageResolver {
  constructor(private readonly urls: ImageUrls) {}

  @Extensions({ reads: ['alt'] })
  @Cached('revision')
  @Cost({ statements: 0 })
  @FieldResolver(() => String, {
    description:
      'Alternative text: what the image shows, for readers who do not see it. It is in the language of the item that shows the image, or else in the original language of the image: see `locale`. Empty only in items that are not published.',
  })
  alt(@Root() { alt }: Image): string {
    return alt ?? '';
  }

  @Extensions({ reads: [] })
  @Cached('revision')
  @Cost({ statements: 0 })
  @FieldResolver(() => FocalPoint, {
    description:
      'The point that should stay visible when the image is cropped. The middle unless an editor has set it.',
  })
  focalPoint(@Root() { focalX, focalY }: Image): FocalPoint {
    return Object.assign(new FocalPoint(), { x: focalX ?? 0.5, y: focalY ?? 0.5 });
  }

  @Extensions({ reads: ['width', 'height'] })
  @Cached('revision')
  @FieldResolver(() => UrlScalar, {
    description:
      'Address of the image in one of the widths 320, 640, 960, 1280 and 1920, or in its own width if that is smaller. A tall image is narrower, so that it has at most 7 megapixels. The picture at an address never changes. If only unpublished items show the image, the address expires after one to two hours; until then, anyone who has the address sees the image. CONFLICT until the file is uploaded: do not select it in `createImage`.',
  })
  async url(
    @Root() image: Image,
    @Arg('width', () => Int, {
      nullable: true,
      description:
        'Width in pixels at which the image is shown. The address is that of the next larger width, or of the largest one if absent.',
    })
    width: number | null = null,
    @Arg('format', () => ImageFormat, { nullable: true, description: 'Format of the image. WEBP if absent.' })
    format: ImageFormat | null = null,
    @Ctx() context: RequestContext,
  ): Promise<string> {
    if (image.contentHash === null)
      throw new ConflictError('The image has no file yet: send it to the uploadUrl, and select url afterwards');
    const name = variantName(image, width, format ?? ImageFormat.WEBP);
    return this.urls.urlOf(context, image, name);
  }
}

export const ImageVersionResolver = versionField(Image, 'image', Role.EDITOR);

@Resolver()
export class ImageListResolver {
  @Auth(Role.EDITOR)
  @Cost({ lists: rowsOfTable('image') })
  @Query(() => ImageConnection, {
    nullable: true,
    description:
      'Images that you may use in content and edit, newest first: all of them, or those that editors of your network have created. Those without a file are excluded.',
  })
  images(@Args(() => ImagesArgs) args: ImagesArgs, @Ctx() context: RequestContext): Connection<Image> {
    return listAll(context, imageListing, args);
  }
}

@Resolver()
export class ImageEditingResolver {
  constructor(private readonly media: MediaEditing) {}

  @Auth(Role.EDITOR)
  @Mutation(() => CreateImagePayload, {
    description:
      'Creates an image, and returns a URL to upload its file to. The image is then used by its id, for example as the `cover` of an activity. An image that no item shows is deleted when the trash is purged.',
  })
  async createImage(
    @Arg('input', () => CreateImageInput, { description: 'The texts of the image, and the name of its file.' })
    input: CreateImageInput,
    @Ctx() context: RequestContext,
  ): Promise<CreateImagePayload> {
    const { id, ticket } = await this.media.create(context, imageType, input);
    const image = await getChangedItem(context.loaders, editableImageById, id);
    return { image, ...uploadUrlOf(context, IMAGE_UPLOAD_PATH, ticket) };
  }

  @Auth(Role.EDITOR)
  @Mutation(() => UpdateImagePayload, {
    description:
      'Updates the texts and the focal point of an image, for all items that show it. Editors of one network may update the images that editors of that network have created.',
  })
  async updateImage(
    @Arg('input', () => UpdateImageInput, { description: 'Image to update, its version and the fields to change.' })
    input: UpdateImageInput,
    @Ctx() context: RequestContext,
  ): Promise<UpdateImagePayload> {
    const id = await this.media.update(context, imageType, input);
    return { image: await getChangedItem(context.loaders, editableImageById, id) };
  }

  @Auth(Role.EDITOR)
  @Mutation(() => DeleteImagePayload, {
    description:
      'Deletes an image permanently, with its files. CONFLICT if items show it, including items in the trash.',
  })
  async deleteImage(
    @Arg('input', () => DeleteImageInput, { description: 'Image to delete, and its version.' })
    input: DeleteImageInput,
    @Ctx() context: RequestContext,
  ): Promise<DeleteImagePayload> {
    const id = await this.media.delete(context, imageType, input);
    return { deletedId: encodeGlobalId(Image.name, id) };
  }
}
