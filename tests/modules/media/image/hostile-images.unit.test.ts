import childProcess, { type ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import fs from 'node:fs';
import { Readable } from 'node:stream';
import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { OverloadedError } from '../../../../src/errors';
import { ImageProcessor } from '../../../../src/modules/media/image/image-processor';
import { newImage, picture, sendFile, uploadedImage } from '../../../support/images';
import { createRandom } from '../../../support/random';
import { startTestServer, type TestServer } from '../../../support/test-server';
import { OTHER_THAN_TIMEOUTS } from '../../../support/timing';
import { editor } from '../../../support/viewers';

/** How many broken files of each format are sent. */
const BROKEN_FILES = Number(process.env.BROKEN_IMAGES ?? 4);

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
});

afterAll(() => server.close());

/** Sends a file as a new image. Returns the response, and the image that was kept; null if the file was refused. */
async function send(
  bytes: Buffer,
  extension: string,
): Promise<{ status: number; message: string; kept: Buffer | null }> {
  const { id, uploadUrl } = await newImage(server, { fileName: `picture.${extension}` });
  const response = await sendFile(uploadUrl, bytes);
  const body = (await response.json()) as { errors?: { message: string }[] };
  if (response.status !== 201) return { status: response.status, message: body.errors![0]!.message, kept: null };
  const { node } = await server.data(
    'query ($id: ID!) { node(id: $id) { ... on Image { url(format: PNG) } } }',
    { id },
    editor,
  );
  return { status: 201, message: '', kept: Buffer.from(await (await fetch(node.url)).arrayBuffer()) };
}

function pngChunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), content]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

test('refuses a small file that would unpack to 900 megapixels', async () => {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(30_000, 0);
  header.writeUInt32BE(30_000, 4);
  header[8] = 1;
  const bomb = Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    pngChunk('IHDR', header),
    pngChunk('IDAT', deflateSync(Buffer.alloc(30_000 * 3_751))),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);

  expect(bomb.length).toBeLessThan(200_000);
  expect(await send(bomb, 'png')).toMatchObject({ status: 415, message: expect.stringContaining('50 megapixels') });
});

test('refuses a kind of image that takes more memory from fewer pixels on, with the limit', async () => {
  const bytes = await sharp({ create: { width: 5_500, height: 5_500, channels: 3, background: '#246' } })
    .png({ compressionLevel: 1, progressive: true })
    .toBuffer();

  expect(await send(bytes, 'png')).toMatchObject({
    status: 415,
    message: expect.stringContaining('An interlaced PNG image must have at most 30 megapixels'),
  });
});

test.each([
  { what: 'memory', pages: 204_800, ticks: 1 },
  { what: 'processor time', pages: 1, ticks: 2_100 },
])('refuses an image whose process takes more $what than it may', async ({ pages, ticks }) => {
  const read = fs.readFileSync;
  // The program has a name that looks like more fields.
  const fields = ['7 (a) b (c)', 'R', ...Array<number>(10).fill(0), ticks, 0, ...Array<number>(8).fill(0), pages, 0];
  const stat = jest
    .spyOn(fs, 'readFileSync')
    .mockImplementation(((file: string, ...more: []) =>
      /^\/proc\/\d+\/stat$/.test(file) ? fields.join(' ') : read(file, ...more)) as typeof read);
  const sent = await send(await picture(40, 30).png().toBuffer(), 'png');
  stat.mockRestore();

  expect(sent).toMatchObject({ status: 415, message: expect.stringContaining('time or memory') });
});

test('does not blame the image if its process cannot run, and logs why', async () => {
  const spawn = childProcess.spawn;
  const failing = jest
    .spyOn(childProcess, 'spawn')
    .mockImplementation(((program: string, _args: string[], options: object) =>
      spawn(program, ['-e', "require('sharp-is-missing')"], options)) as typeof spawn);
  const before = server.log.length;
  const sent = await send(await picture(40, 30).png().toBuffer(), 'png');
  failing.mockRestore();

  expect(sent).toMatchObject({ status: 500, kept: null });
  const message = expect.stringContaining("Cannot find module 'sharp-is-missing'");
  expect(server.log.slice(before)).toContainEqual(
    expect.objectContaining({ level: 50, err: expect.objectContaining({ message }) }),
  );
});

test('keeps nothing of a file that is also something else', async () => {
  const image = await picture(40, 30).jpeg().toBuffer();
  const hidden = Buffer.from('<script>alert("hidden")</script>');
  const comment = Buffer.concat([Buffer.from([0xff, 0xfe, 0, hidden.length + 2]), hidden]);
  const { kept } = await send(Buffer.concat([image.subarray(0, 2), comment, image.subarray(2), hidden]), 'jpg');

  expect((await sharp(kept!).metadata()).width).toBe(40);
  expect(kept!.includes('hidden')).toBe(false);
});

test.each(['svg', 'html', 'pdf'])('refuses %s under the name of an image', async (what) => {
  const contents = {
    svg: '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
    html: '<!doctype html><script>1</script>',
    pdf: '%PDF-1.7\n%',
  };
  const { status } = await send(Buffer.from(contents[what as keyof typeof contents]), 'png');
  expect(status).toBe(415);
});

test.each(['jpeg', 'png', 'webp', 'avif', 'gif'] as const)(
  'refuses or cleans %s files with broken bytes',
  async (format) => {
    const bytes = await picture(64, 48).toFormat(format).toBuffer();
    const random = createRandom(1);
    for (let file = 0; file < BROKEN_FILES; file++) {
      const broken = Buffer.from(bytes);
      for (let change = 0; change < 1 + (file % 6); change++) {
        // The first bytes name the format.
        broken[12 + random.below(broken.length - 12)] = random.below(256);
      }
      const cut = file % 3 === 2 ? broken.subarray(0, 1 + random.below(broken.length)) : broken;
      const { status, kept } = await send(cut, format);
      if (kept === null) expect(status).toBe(415);
      else expect((await sharp(kept).metadata()).format).toBe('png');
    }
  },
  BROKEN_FILES * 7_500,
);

test('an image whose file is not read within a minute keeps no other one waiting', async () => {
  jest.useFakeTimers({ doNotFake: OTHER_THAN_TIMEOUTS });
  const processor = new ImageProcessor();
  const bytes = await picture(64, 48).jpeg().toBuffer();
  let answer = (_file: Readable): void => undefined;
  const late = new Promise<Readable>((resolve) => (answer = resolve));
  const store = (output: Readable) => output.toArray();

  const stuck = processor.clean('account 1', { byteSize: bytes.length, open: () => late }, store);
  const next = processor.clean(
    'account 2',
    { byteSize: bytes.length, open: async () => Readable.from([bytes]) },
    store,
  );
  await jest.advanceTimersByTimeAsync(60_000);
  jest.useRealTimers();

  expect((await next).image).toMatchObject({ width: 64, height: 48 });
  const file = Readable.from([bytes]);
  answer(file);
  await expect(stuck).rejects.toThrow(OverloadedError);
  expect(file.destroyed).toBe(true);
});

test('uploads and derivatives take turns, and so do the accounts that upload', async () => {
  const processor = new ImageProcessor();
  const begun: string[] = [];
  const sent = (name: string) => ({
    byteSize: 1,
    open: (): Promise<Readable> => {
      begun.push(name);
      return Promise.reject(new Error(name));
    },
  });
  const store = () => Promise.resolve();
  const sizes = { width: 320, format: 'webp' } as const;

  await Promise.allSettled([
    ...['one', 'two', 'three'].map((name) => processor.clean('account 1', sent(name), store)),
    processor.clean('account 2', sent('of another account'), store),
    ...['requested', 'requested later'].map((name) => processor.derive('reader', sizes, sent(name), store)),
  ]);

  expect(begun).toEqual(['one', 'requested', 'two', 'requested later', 'of another account', 'three']);
});

test('if no process can start because too many files are open, the error says so, and nothing goes on', async () => {
  const starting = jest.spyOn(childProcess, 'spawn').mockImplementation(() => {
    const child = new EventEmitter() as ChildProcess;
    process.nextTick(() => child.emit('error', new Error('spawn node EMFILE')));
    return child;
  });
  const watching = jest.spyOn(globalThis, 'setInterval');
  const file = Readable.from(['content']);
  const input = { byteSize: 7, open: () => Promise.resolve(file) };

  const cleaned = new ImageProcessor().clean('account 1', input, () => Promise.resolve());

  await expect(cleaned).rejects.toThrow('spawn node EMFILE');
  expect(watching).not.toHaveBeenCalled();
  starting.mockRestore();
  watching.mockRestore();
  expect(file.destroyed).toBe(true);
});

test('a reader who requests many derivatives takes neither turns nor places from others', async () => {
  const processor = new ImageProcessor();
  const begun: string[] = [];
  const request = (reader: string): Promise<unknown> =>
    processor.derive(
      reader,
      { width: 320, format: 'webp' },
      {
        byteSize: 1,
        open: () => {
          begun.push(reader);
          return Promise.reject(new Error('begun'));
        },
      },
      () => Promise.resolve(),
    );

  const results = await Promise.allSettled(
    ['many', 'other', 'third', 'other'].flatMap((reader) =>
      Array.from({ length: reader === 'many' ? 41 : 1 }, () => request(reader)),
    ),
  );

  const refused = results.flatMap((result, index) =>
    result.status === 'rejected' && result.reason instanceof OverloadedError ? [index] : [],
  );
  // One is processed at once, 40 wait, and three of them gave way.
  expect(refused).toEqual([38, 39, 40]);
  expect(begun.slice(0, 6)).toEqual(['many', 'many', 'other', 'third', 'many', 'other']);
  expect(begun).toHaveLength(41);
});

test('a new derivative is refused for a while when too many images wait', async () => {
  const processor = new ImageProcessor();
  const never = () => new Promise<never>(() => undefined);
  const input = { byteSize: 1, open: never };
  // One is processed, and the others wait.
  for (let image = 0; image < 41; image++)
    void processor.derive('reader', { width: 320, format: 'webp' }, input, never);
  await expect(processor.derive('reader', { width: 320, format: 'webp' }, input, never)).rejects.toThrow(
    OverloadedError,
  );
  // Uploads have places of their own.
  const uploads = Array.from({ length: 20 }, () => processor.clean('account 1', input, never));
  await expect(processor.clean('account 1', input, never)).rejects.toThrow(OverloadedError);
  // An account with fewer uploads takes the place of the last one.
  void processor.clean('account 2', input, never);
  await expect(uploads.at(-1)).rejects.toThrow(OverloadedError);

  const id = await uploadedImage(server, await picture(50, 40).jpeg().toBuffer());
  const { node } = await server.data('query ($id: ID!) { node(id: $id) { ... on Image { url } } }', { id }, editor);
  const busy = jest.spyOn(ImageProcessor.prototype, 'derive').mockRejectedValue(new OverloadedError('Busy', 10));
  const response = await fetch(node.url);
  busy.mockRestore();

  expect([response.status, response.headers.get('retry-after')]).toEqual([503, '10']);
  expect((await fetch(node.url)).status).toBe(200);
});
