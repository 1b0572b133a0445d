// @ts-check
// JavaScript, because the process of ImageProcessor loads it by itself.

/**
 * How many pixels an image of some kind may have, so that processing it takes less than 400 MiB. The limits follow from
 * measures of `npx jest --selectProjects=sqlite --testPathPatterns image-memory`.
 *
 * @typedef {object} ImageLimit
 * @property {string} kind what the kind is called
 * @property {number} megapixels the most of them that are kept as they are
 * @property {number} halvedMegapixels the most of them of an image that is kept in half its width and height, because
 * the decoder can reduce it while it reads
 */

/**
 * @param {string} kind
 * @param {number} megapixels
 * @returns {ImageLimit}
 */
function limit(kind, megapixels, halvedMegapixels = megapixels) {
  return { kind, megapixels, halvedMegapixels };
}

/**
 * The limit for an image. Decoders of some kinds need all of the image at once.
 *
 * @param {Pick<import('sharp').Metadata, 'format' | 'isProgressive' | 'chromaSubsampling' | 'depth' | 'bitsPerSample'>} image
 * @returns {ImageLimit}
 */
function limitOf({ format, isProgressive, chromaSubsampling, depth, bitsPerSample }) {
  const isDeep = depth === 'ushort' || (bitsPerSample ?? 8) > 8;
  switch (format) {
    case 'heif':
      return isDeep ? limit('An AVIF image with more than 8 bits', 8) : limit('An AVIF image', 16);
    case 'webp':
      return limit('A WebP image', 20, 50);
    case 'gif':
      return limit('A GIF image', 40);
    case 'png':
      if (!isProgressive) return limit('A PNG image', 50);
      return isDeep ? limit('An interlaced PNG image with 16 bits', 15) : limit('An interlaced PNG image', 30);
    default:
      return isProgressive && chromaSubsampling === '4:4:4'
        ? limit('A progressive JPEG image without chroma subsampling', 30)
        : limit('A JPEG image', 50);
  }
}

module.exports = { limitOf };
