// @ts-check
// The process of ImageProcessor: reads one image from standard input, and writes one to standard output. The argument is
// the task as JSON. The answer, one line of JSON, is written to the third descriptor.
const { Buffer } = require('node:buffer');
const { createWriteStream, readSync } = require('node:fs');
const sharp = require('sharp');
const { limitOf } = require('./image-limits');

/** Maximum pixels of an image. Decoding stops before more are read. */
const MAX_PIXELS = 50_000_000;

/** Maximum pixels of one side: WebP has no larger ones. */
const MAX_SIDE = 16_383;

/** The width of the widest derivative, in pixels. */
const MAX_DERIVATIVE_WIDTH = 1_920;

/** Maximum characters of a placeholder. */
const MAX_PLACEHOLDER = 200;

/** The loaders that may read a file. All others of libvips stay blocked, whatever the file seems to be. */
const LOADERS = ['Jpeg', 'Png', 'Webp', 'Heif', 'Nsgif'].map((name) => `VipsForeignLoad${name}`);

sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({ operation: LOADERS });
sharp.cache(false);
// Each thread needs memory for its part of the image.
sharp.concurrency(1);

/** @type {import('sharp').SharpOptions} */
const READING = { limitInputPixels: MAX_PIXELS, failOn: 'error', sequentialRead: true, pages: 1 };

/**
 * What a derivative is written with. Readers wait for it, so the encoders make little effort. Of photographs of 640 and 1,280 pixels, AVIF
 * with an effort of 2 took 2 to 5 times as long, and saved up to a quarter of the bytes, usually less than 5 %.
 */
const ENCODING = /** @type {const} */ ({
  avif: { quality: 55, effort: 0 },
  webp: { quality: 78, effort: 2 },
  jpeg: { quality: 80, progressive: true },
  png: { compressionLevel: 8 },
});

/**
 * Makes the image to keep: upright, in sRGB, without metadata and without anything that is not a pixel.
 *
 * @param {Buffer} input
 */
async function clean(input) {
  const found = await sharp(input, READING).metadata();
  const { width, height } = found.autoOrient;
  if (Math.max(width, height) > MAX_SIDE || width * height > MAX_PIXELS)
    return { output: Buffer.alloc(0), answer: { refusal: 'SIZE' } };
  const { kind, megapixels, halvedMegapixels } = limitOf(found);
  const isHalved = width * height > megapixels * 1_000_000;
  // The kept image must not be narrower than its derivatives.
  if (isHalved && (width * height > halvedMegapixels * 1_000_000 || width < 2 * MAX_DERIVATIVE_WIDTH))
    return { output: Buffer.alloc(0), answer: { refusal: 'FORMAT', kind, megapixels } };
  const isPhoto = found.format !== 'png' && found.format !== 'gif' && !found.hasAlpha;
  const whole = sharp(input, READING).autoOrient();
  const upright = isHalved ? whole.resize({ width: Math.ceil(width / 2) }) : whole;
  const output = await (
    isPhoto ? upright.jpeg({ quality: 90, optimiseCoding: false }) : upright.png({ compressionLevel: 6 })
  ).toBuffer();
  return {
    output,
    answer: { width, height, format: isPhoto ? 'jpeg' : 'png', placeholder: await placeholder(output) },
  };
}

/**
 * A tiny version of an image as a data URI, of at most 200 characters.
 *
 * @param {Buffer} image
 */
async function placeholder(image) {
  for (const size of [16, 12, 8, 4, 2, 1]) {
    const tiny = await sharp(image, READING)
      .resize({ width: size, height: size, fit: 'inside' })
      .webp({ quality: 30, effort: 6 })
      .toBuffer();
    const uri = `data:image/webp;base64,${tiny.toString('base64')}`;
    if (uri.length <= MAX_PLACEHOLDER) return uri;
  }
  throw new Error('One pixel is too large for a placeholder');
}

/**
 * Makes a derivative of an image that `clean` has made.
 *
 * @param {Buffer} input
 * @param {{ width: number, format: 'avif' | 'webp' | 'jpeg' | 'png' }} task
 */
async function derive(input, { width, format }) {
  const scaled = sharp(input, READING).resize({ width, withoutEnlargement: true });
  // JPEG has no transparency.
  const opaque = format === 'jpeg' ? scaled.flatten({ background: '#ffffff' }) : scaled;
  return { output: await opaque.toFormat(format, ENCODING[format]).toBuffer(), answer: {} };
}

/**
 * Reads all of standard input. Into one buffer: a list of chunks and their concatenation would take twice the memory.
 *
 * @param {number} byteSize
 */
function readInput(byteSize) {
  const input = Buffer.alloc(byteSize);
  let length = 0;
  while (length < byteSize) {
    const count = readSync(0, input, length, byteSize - length, null);
    if (count === 0) break;
    length += count;
  }
  return input.subarray(0, length);
}

/** @param {object} answer */
function sendAnswer(answer) {
  return new Promise((resolve) => {
    createWriteStream('', { fd: 3 }).end(`${JSON.stringify(answer)}\n`, () => {
      resolve(undefined);
    });
  });
}

async function main() {
  const task = JSON.parse(process.argv[2] ?? '');
  const input = readInput(task.byteSize);
  try {
    const { output, answer } = task.kind === 'clean' ? await clean(input) : await derive(input, task);
    await sendAnswer(answer);
    process.stdout.end(output);
  } catch (error) {
    const isTooLarge = /pixel limit/.test(String(error));
    await sendAnswer({ refusal: isTooLarge ? 'SIZE' : 'UNREADABLE' });
    process.stdout.end();
  }
}

void main();
