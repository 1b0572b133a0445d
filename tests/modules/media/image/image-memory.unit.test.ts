import { readFileSync } from 'node:fs';
import sharp, { type Sharp } from 'sharp';
import { newImage, sendFile } from '../../../support/images';
import { startTestServer, type TestServer } from '../../../support/test-server';

/** Images of each kind with as many pixels as the kind may have. */
const largest: Readonly<Record<string, () => Sharp>> = {
  webp: () => plain(7_070).webp({ effort: 0 }),
  avif: () => plain(4_000).avif({ effort: 0 }),
  'baseline.jpg': () => plain(7_070).jpeg(),
  'progressive.jpg': () => plain(7_070).jpeg({ progressive: true }),
  'progressive-444.jpg': () => plain(5_470).jpeg({ progressive: true, chromaSubsampling: '4:4:4' }),
  png: () => plain(7_070).png({ compressionLevel: 1 }),
  'interlaced.png': () => plain(5_470).png({ compressionLevel: 1, progressive: true }),
  gif: () => plain(6_320).gif({ effort: 1 }),
  'lossless.webp': () => plain(7_070).webp({ lossless: true, effort: 0 }),
};

/** All kinds take a minute. Without LARGE_IMAGES=all, only the two that need most are sent. */
const sent = Object.entries(largest).slice(0, process.env['LARGE_IMAGES'] === 'all' ? undefined : 2);

/** The bound of the image process, in MiB. */
const MAX_MEMORY_MB = 400;

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
});

afterAll(() => server.close());

function plain(side: number): Sharp {
  return sharp({ create: { width: side, height: side, channels: 3, background: '#246' } });
}

/** The highest resident memory so far of each process that this one has started, and of this one, in MiB. */
function peaks(): { readonly children: number; readonly self: number } {
  const peakOf = (pid: string): number => {
    try {
      return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024;
    } catch {
      // It has ended.
      return 0;
    }
  };
  const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').split(' ').filter(Boolean);
  return { children: Math.max(0, ...children.map(peakOf)), self: process.memoryUsage().rss / 2 ** 20 };
}

const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux.each(sent)(
  'keeps the largest %s within the memory of its process, and answers others meanwhile',
  async (name, make) => {
    const bytes = await make().toBuffer();
    const { uploadUrl } = await newImage(server, { fileName: `large.${name}` });
    const before = peaks().self;
    let [children, self, answered] = [0, 0, 0];
    const timer = setInterval(() => {
      const now = peaks();
      [children, self] = [Math.max(children, now.children), Math.max(self, now.self)];
    }, 5);
    let isOver = false as boolean;
    const upload = sendFile(uploadUrl, bytes).finally(() => (isOver = true));
    while (!isOver) {
      await server.query('{ networks { totalCount } }');
      answered += 1;
    }
    clearInterval(timer);
    if (process.env['LARGE_IMAGES'] === 'all') {
      process.stdout.write(
        `${name}: image process ${Math.round(children)} MiB, server ${Math.round(before)} to ${Math.round(self)} MiB\n`,
      );
    }

    expect((await upload).status).toBe(201);
    expect(children).toBeGreaterThan(50);
    expect(children).toBeLessThan(MAX_MEMORY_MB);
    // The image passes through as a stream.
    expect(self - before).toBeLessThan(MAX_MEMORY_MB / 2);
    expect(answered).toBeGreaterThan(5);
  },
);
