/** The formats of images that may be uploaded: their media types, and the extensions of file names. */
const FORMATS: Readonly<Record<string, readonly string[]>> = {
  'image/jpeg': ['jpg', 'jpeg'],
  'image/png': ['png'],
  'image/webp': ['webp'],
  'image/avif': ['avif'],
  'image/gif': ['gif'],
};

/** The formats in messages. */
export const acceptedFormats = 'JPEG, PNG, WebP, AVIF or GIF';

export const acceptedMediaTypes: ReadonlySet<string> = new Set(Object.keys(FORMATS));

export const acceptedExtensions: ReadonlySet<string> = new Set(Object.values(FORMATS).flat());
