import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { OverloadedError } from '../../../errors';
import { FileRefusedError } from '../../../storage/storage-errors';
import { ImageQueue, RETRY_AFTER_SECONDS } from './image-queue';

/**
 * Maximum processor time of the process, in seconds, and its maximum resident memory, in MiB. They are watched where the system tells them,
 * which is on Linux. A photograph of 50 megapixels takes one to two seconds to clean, and so does the slowest derivative. Files that anyone
 * may have made can take hours to clean: a JPEG of a megabyte may have tens of thousands of scans, each of which is decoded for the whole
 * image.
 */
const MAX_CPU_SECONDS = 20;
const MAX_MEMORY_MB = 400;

/** They are looked at in this interval, in milliseconds. */
const LOOK_MS = 20;

/** The size of a page of memory on Linux, in bytes, and the ticks of its clock in a second. */
const PAGE_BYTES = 4096;
const TICKS_PER_SECOND = 100;

/** The exit code of Node.js after an error that nobody catches. A process that exceeds a limit, or crashes on its image, ends by a signal. */
const FAILED = 1;

/** Maximum characters of what a process that fails says. */
const MAX_REPORT_LENGTH = 2_000;

/** The uploaded file is no image that can be kept. */
export class ImageRefusedError extends FileRefusedError {}

const REFUSALS = {
  SIZE: 'The image must have at most 50 megapixels, and at most 16,383 pixels on each side',
  UNREADABLE: 'The file must be a complete JPEG, PNG, WebP, AVIF or GIF image',
  LIMITS:
    'The image takes too much time or memory to process: save it with fewer pixels, as an ordinary JPEG or PNG file',
} as const;

export type ImageFormatName = 'avif' | 'webp' | 'jpeg' | 'png';

/** What the process is to do: make the image to keep, or make a derivative of it. */
type Task =
  { readonly kind: 'clean' } | { readonly kind: 'derive'; readonly width: number; readonly format: ImageFormatName };

/** The facts about an image that was made to be kept. */
export interface CleanedImage {
  /** In pixels, upright. */
  readonly width: number;
  readonly height: number;
  readonly format: 'jpeg' | 'png';
  /** A data URI of at most 200 characters. */
  readonly placeholder: string;
}

/** A file to process. */
export interface ImageInput {
  readonly byteSize: number;
  readonly open: () => Promise<Readable>;
}

/** Stores the output of the process as it comes. */
type StoreOutput<S> = (output: Readable) => Promise<S>;

/**
 * Reads and writes images in a process of its own for each image: files are parsed there that anyone may have made. It has
 * no environment, a limit of memory and time, and ends with its image. The bytes pass through this process as streams.
 */
export class ImageProcessor {
  private readonly queue = new ImageQueue();

  /**
   * Makes the image to keep of an uploaded file: upright, in sRGB, without metadata.
   *
   * @param uploader the account or API key, as `callerOf` names it: uploaders and derivatives take turns
   * @throws ImageRefusedError if the file is no readable image, or exceeds the limits
   * @throws OverloadedError if too many images wait
   */
  async clean<S>(
    uploader: string,
    input: ImageInput,
    store: StoreOutput<S>,
  ): Promise<{ image: CleanedImage; stored: S }> {
    const { answer, stored } = await this.queue.run('uploads', uploader, (time) =>
      run({ kind: 'clean' }, input, store, time),
    );
    return { image: answer as unknown as CleanedImage, stored };
  }

  /**
   * Makes a derivative of an image that `clean` has made.
   *
   * @param reader who requests it: readers take turns, and when too many images wait, one of the reader with the most is refused
   * @param width in pixels; no image is enlarged
   * @throws OverloadedError if too many images wait
   */
  async derive<S>(
    reader: string,
    variant: { readonly width: number; readonly format: ImageFormatName },
    input: ImageInput,
    store: StoreOutput<S>,
  ): Promise<S> {
    const { stored } = await this.queue.run('derivatives', reader, (time) =>
      run({ kind: 'derive', ...variant }, input, store, time),
    );
    return stored;
  }
}

/** Why the process makes nothing of a file. `FORMAT`: images of this kind may have only so many megapixels. */
type Refusal =
  | { readonly refusal: keyof typeof REFUSALS }
  | { readonly refusal: 'FORMAT'; readonly kind: string; readonly megapixels: number };

function messageOf(refusal: Refusal): string {
  if (refusal.refusal !== 'FORMAT') return REFUSALS[refusal.refusal];
  const { kind, megapixels } = refusal;
  return `${kind} must have at most ${megapixels} megapixels: save it with fewer pixels, or as an ordinary JPEG or PNG file`;
}

interface Processed<S> {
  readonly answer: Readonly<Record<string, unknown>>;
  readonly stored: S;
}

async function run<S>(
  task: Task,
  { byteSize, open }: ImageInput,
  store: StoreOutput<S>,
  time: AbortSignal,
): Promise<Processed<S>> {
  const input = await open();
  try {
    if (time.aborted) {
      throw new OverloadedError('The file store answers too slowly: try again later', RETRY_AFTER_SECONDS);
    }
    const child = spawn(
      process.execPath,
      ['--max-old-space-size=64', path.join(__dirname, 'image-process.js'), JSON.stringify({ ...task, byteSize })],
      // The environment has secrets of the server.
      { env: {}, stdio: ['pipe', 'pipe', 'pipe', 'pipe'] },
    );
    // It has no streams if too many files are open for it to start.
    await once(child, 'spawn');
    return await processBy(child, input, store, time);
  } finally {
    input.destroy();
  }
}

/** Lets a process that has started make an image of the input. */
async function processBy<S>(
  child: ChildProcess,
  input: Readable,
  store: StoreOutput<S>,
  time: AbortSignal,
): Promise<Processed<S>> {
  const watch = watchLimits(child, time);
  const ended = new Promise<void>((resolve) =>
    child
      .once('close', () => {
        resolve();
      })
      .once('error', () => {
        resolve();
      }),
  );
  const [stdin, stdout, stderr, answers] = child.stdio as unknown as [Writable, Readable, Readable, Readable];
  let report = '';
  stderr.on('data', (piece: Buffer) => (report = (report + piece.toString()).slice(-MAX_REPORT_LENGTH)));
  try {
    // A process that refuses the image may end before it has read it.
    const fed = pipeline(input, stdin).catch(() => undefined);
    const [text, stored] = await Promise.all([textOf(answers), store(stdout), fed]);
    await ended;
    if (child.exitCode === FAILED) throw new Error(`The process of an image has failed: ${report.trim()}`);
    const answer = JSON.parse(text === '' ? '{"refusal":"LIMITS"}' : text) as Processed<S>['answer'] | Refusal;
    if ('refusal' in answer) throw new ImageRefusedError(messageOf(answer as Refusal));
    // A process that was ended while it wrote leaves an incomplete image.
    if (child.exitCode !== 0) throw new ImageRefusedError(REFUSALS.LIMITS);
    return { answer, stored };
  } finally {
    clearInterval(watch);
    child.kill('SIGKILL');
  }
}

/** Ends the process when it exceeds its time or memory. */
function watchLimits(child: ChildProcess, time: AbortSignal): NodeJS.Timeout {
  return setInterval(() => {
    const { cpuSeconds, memory } = usageOf(child);
    if (time.aborted || cpuSeconds > MAX_CPU_SECONDS || memory > MAX_MEMORY_MB * 2 ** 20) child.kill('SIGKILL');
  }, LOOK_MS);
}

/** The processor time of a process, and its resident memory in bytes; 0 if they are not known. */
function usageOf({ pid }: ChildProcess): { readonly cpuSeconds: number; readonly memory: number } {
  try {
    // The fields after the name of the program, which is in parentheses and may contain any character (proc_pid_stat of the Linux manual
    // pages).
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
      .map(Number);
    const [userTicks, systemTicks, pages] = [fields[11]!, fields[12]!, fields[21]!];
    return { cpuSeconds: (userTicks + systemTicks) / TICKS_PER_SECOND, memory: pages * PAGE_BYTES };
  } catch {
    return { cpuSeconds: 0, memory: 0 };
  }
}

async function textOf(stream: Readable): Promise<string> {
  return Buffer.concat((await stream.toArray().catch(() => [])) as Buffer[]).toString();
}
