import type { LoaderDefinition, RequestContext } from '../../../core/access/request-context';
import type { MediaAddresses } from '../media-address';
import type { Image } from './image.entity';

/** The addresses of images, as the viewer of a request gets them. */
export class ImageUrls {
  constructor(
    private readonly addresses: MediaAddresses,
    private readonly isPublic: LoaderDefinition<number, boolean>,
  ) {}

  /**
   * The address of a derivative of an image that has its file.
   *
   * @param name the name of the derivative; see `variantName`
   */
  urlOf(
    context: RequestContext,
    { id, contentHash }: Pick<Image, 'id' | 'contentHash'>,
    name: string,
  ): Promise<string> {
    return this.addresses.urlFor(context, `/media/images/${contentHash}/${name}`, this.isPublic, id);
  }
}
