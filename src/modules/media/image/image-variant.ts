import { registerEnumType } from 'type-graphql';
import type { ImageFormatName } from './image-processor';

export enum ImageFormat {
  AVIF = 'AVIF',
  WEBP = 'WEBP',
  JPEG = 'JPEG',
  PNG = 'PNG',
}

registerEnumType(ImageFormat, {
  name: 'ImageFormat',
  description: 'Format in which an image is sent.',
  valuesConfig: {
    AVIF: { description: 'The smallest files; current browsers show them.' },
    WEBP: { description: 'Small files that all browsers show.' },
    JPEG: { description: 'For programs other than browsers, such as mail. Transparent parts become white.' },
    PNG: { description: 'Without loss, for drawings. Photographs become large.' },
  },
});

/** The widths of derivatives in pixels. An image that is narrower than one of them has its own width as the last. */
const WIDTHS = [320, 640, 960, 1280, 1920] as const;

/** Maximum pixels of a derivative. Encoding one of 31 megapixels as AVIF takes more than a gigabyte, and up to 30 seconds. */
const MAX_PIXELS = 7_000_000;

/** The size of an image in pixels. */
interface Size {
  readonly width: number;
  readonly height: number;
}

const FORMATS: Readonly<Record<ImageFormat, { extension: string; name: ImageFormatName; mediaType: string }>> = {
  [ImageFormat.AVIF]: { extension: 'avif', name: 'avif', mediaType: 'image/avif' },
  [ImageFormat.WEBP]: { extension: 'webp', name: 'webp', mediaType: 'image/webp' },
  [ImageFormat.JPEG]: { extension: 'jpg', name: 'jpeg', mediaType: 'image/jpeg' },
  [ImageFormat.PNG]: { extension: 'png', name: 'png', mediaType: 'image/png' },
};

/** A derivative of an image. */
export interface ImageVariant {
  readonly width: number;
  readonly format: ImageFormatName;
  readonly mediaType: string;
}

/** The widths that an image of this original size is offered in, ascending. */
export function offeredWidths({ width: originalWidth, height }: Size): number[] {
  const largest = Math.min(
    originalWidth,
    WIDTHS.at(-1)!,
    // That of an image of `MAX_PIXELS`; a line of pixels has a width, too.
    Math.max(1, Math.floor(Math.sqrt((MAX_PIXELS * originalWidth) / height))),
  );
  return [...WIDTHS.filter((width) => width < largest), largest];
}

/**
 * The name of the derivative in addresses, such as `640.webp`.
 *
 * @param wanted the width in pixels at which the image is shown: the next offered one is given, or else the largest
 */
export function variantName(original: Size, wanted: number | null, format: ImageFormat): string {
  const widths = offeredWidths(original);
  const width = widths.find((offered) => offered >= (wanted ?? Infinity)) ?? widths.at(-1)!;
  return `${width}.${FORMATS[format].extension}`;
}

/** The derivative with this name; null if the text is not the name of one. */
export function parseVariant(name: string): ImageVariant | null {
  const [, digits, extension] = /^([1-9]\d{0,3})\.([a-z]+)$/.exec(name) ?? [];
  const format = Object.values(FORMATS).find((candidate) => candidate.extension === extension);
  return format === undefined ? null : { width: Number(digits), format: format.name, mediaType: format.mediaType };
}
