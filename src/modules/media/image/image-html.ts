import type { RequestContext } from '../../../core/access/request-context';
import { escapeHtml } from '../../../core/html-text';
import { imagesIn, replaceImages } from '../../../core/markdown/image-references';
import { globalIdOf } from '../media-key';
import type { Image } from './image.entity';
import type { ImageUrls } from './image-urls';
import { ImageFormat, offeredWidths, variantName } from './image-variant';

/** The width of the derivative for browsers that choose none, in pixels. */
const FALLBACK_WIDTH = 960;

/** The parts of the HTML of an image. */
type ShownImage = Pick<Image, 'alt' | 'width' | 'height'> & { readonly src: string; readonly srcset: string };

/** Puts images into the HTML of Markdown, in place of references to them. */
export class ImageHtml {
  constructor(private readonly urls: ImageUrls) {}

  /**
   * Replaces the references in rendered Markdown by the images of the item. Of other images, the alternative text stays.
   *
   * @param ofItem the images of the item, with the properties of `imageHtmlProperties`
   */
  async show(context: RequestContext, html: string, ofItem: readonly Image[]): Promise<string> {
    const named = new Set(imagesIn(html).map(({ id }) => id));
    const shown = new Map<string, ShownImage>();
    for (const image of ofItem) {
      const id = globalIdOf('image', image.id);
      if (named.has(id) && !shown.has(id)) shown.set(id, await this.shownImage(context, image));
    }
    return replaceImages(html, ({ id, alt, title }) => {
      const image = shown.get(id);
      return image === undefined ? null : htmlOf(image, alt, title);
    });
  }

  private async shownImage(context: RequestContext, image: Image): Promise<ShownImage> {
    const widths = offeredWidths(image);
    const names = [FALLBACK_WIDTH, ...widths].map((width) => variantName(image, width, ImageFormat.WEBP));
    const [src, ...urls] = await Promise.all(names.map((name) => this.urls.urlOf(context, image, name)));
    const { alt, width, height } = image;
    return { alt, width, height, src: src!, srcset: urls.map((url, index) => `${url} ${widths[index]}w`).join(', ') };
  }
}

/** The properties of images that `ImageHtml` reads. */
export const imageHtmlProperties = ['contentHash', 'width', 'height', 'alt'] as const;

/** @param alt the alternative text that the Markdown has, as HTML; the image's own one if it is empty */
function htmlOf({ alt: ownAlt, width, height, src, srcset }: ShownImage, alt: string, title?: string): string {
  const attributes = [
    `src="${escapeHtml(src)}" srcset="${escapeHtml(srcset)}" sizes="auto, 100vw"`,
    `width="${width}" height="${height}"`,
    `alt="${alt === '' ? escapeHtml(ownAlt ?? '') : alt}"`,
    ...(title === undefined ? [] : [`title="${title}"`]),
    'loading="lazy"',
  ];
  return `<img ${attributes.join(' ')} />`;
}
