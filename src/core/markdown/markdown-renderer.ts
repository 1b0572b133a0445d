import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import pLimit from 'p-limit';
import type { renderText } from './render-markdown';

/** Maximum processor time to render one text, in milliseconds. Ordinary texts of 60,000 characters take under 300. */
const MAX_CPU_MS = 750;

/** Maximum time to render one text, in milliseconds: where processor time is not known, and on a busy machine. */
const MAX_RENDER_MS = process.platform === 'linux' ? 10_000 : 1_000;

/** The interval at which the time of a text that takes long is checked, in milliseconds. */
const CHECK_INTERVAL_MS = 50;

/** Maximum UTF-16 code units of the HTML. A table of 60,000 characters gives up to 500,000. */
export const MAX_HTML_LENGTH = 800_000;

/** Maximum time until a new worker has loaded, in milliseconds. */
const MAX_START_MS = 20_000;

/** A worker that has nothing to render for this long is ended, in milliseconds. */
const IDLE_MS = 10_000;

/**
 * Maximum memory of a worker, in MiB. With a young generation of the default size, a table of 60,000 characters lets the memory of the
 * process grow by 80 MiB instead of 50, and is rendered no sooner.
 */
const LIMITS = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 8 };

/**
 * Texts of up to this length are rendered at once, without a worker: the worst of them, a table with one column for every
 * few characters, takes five milliseconds.
 */
const MAX_DIRECT_LENGTH = 200;

/** How long it is remembered that a text takes too long, in milliseconds. Meanwhile, it is not tried again. */
const REFUSAL_MS = 60_000;

/** Maximum texts whose results are kept, and their UTF-16 code units in total. */
const MAX_KEPT = 50;
const MAX_KEPT_LENGTH = 4_000_000;

/** The HTML of a text and the addresses of images that it leaves out, or the reason why there is none. */
export type Rendered = RenderedText | { readonly refusal: 'TIME' | 'LENGTH' };

type RenderedText = Readonly<ReturnType<typeof renderText>>;

/**
 * Renders Markdown within bounds of time, memory and size, in a worker thread that is started when it is needed. One text
 * is rendered at a time. The latest results are kept: a text is rendered before the transaction that stores it, checked in
 * it, and stored.
 */
class MarkdownRenderer {
  private readonly queue = pLimit(1);
  private readonly kept = new Map<string, Promise<Rendered>>();
  private keptLength = 0;
  private thread: Thread | null = null;
  private idle: NodeJS.Timeout | undefined;

  async render(markdown: string): Promise<Rendered> {
    // Loaded with the first text: this would take a twentieth of a start.
    if (markdown.length <= MAX_DIRECT_LENGTH) return (await import('./render-markdown.js')).renderText(markdown);
    const known = this.kept.get(markdown);
    if (known !== undefined) return known;
    const rendered = this.queue(() => this.renderInWorker(markdown));
    this.keep(markdown, rendered);
    return rendered;
  }

  /** How many texts the worker renders, and how many wait for it. */
  get load(): { readonly running: number; readonly waiting: number } {
    return { running: this.queue.activeCount, waiting: this.queue.pendingCount };
  }

  /** Ends the worker. The next text starts another one. */
  async stop(): Promise<void> {
    clearTimeout(this.idle);
    const { thread } = this;
    this.thread = null;
    await thread?.worker.terminate();
  }

  /** @throws Error when the worker cannot be started */
  private async start(): Promise<Thread> {
    const worker = new Worker(path.join(__dirname, 'markdown.worker.js'), { resourceLimits: LIMITS });
    // Also while it has nothing to do: an error without a listener would end the process.
    const forget = (): void => {
      if (this.thread?.worker === worker) this.thread = null;
    };
    worker.on('error', forget).on('exit', forget);
    try {
      const directory = await answerOf<string | null>(worker, { wallMs: MAX_START_MS });
      return (this.thread = { worker, directory });
    } catch (error) {
      // Otherwise, it would load later and keep the process running.
      await worker.terminate();
      throw error;
    }
  }

  private keep(markdown: string, rendered: Promise<Rendered>): void {
    this.kept.set(markdown, rendered);
    this.keptLength += markdown.length;
    const forget = (): void => {
      if (this.kept.get(markdown) === rendered) this.forget(markdown);
    };
    // An error is no result: the next call tries again.
    rendered.then((result) => {
      if ('refusal' in result && result.refusal === 'TIME') setTimeout(forget, REFUSAL_MS).unref();
    }, forget);
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= MAX_KEPT && this.keptLength <= MAX_KEPT_LENGTH) break;
      this.forget(oldest);
    }
  }

  private forget(markdown: string): void {
    if (this.kept.delete(markdown)) this.keptLength -= markdown.length;
  }

  private async renderInWorker(markdown: string): Promise<Rendered> {
    clearTimeout(this.idle);
    const { worker, directory } = this.thread ?? (await this.start());
    // Without this, a process that waits for nothing else would exit.
    worker.ref();
    const before = cpuMsOf(directory);
    try {
      worker.postMessage(markdown);
      const isOver = (): boolean => cpuMsOf(directory) - before > MAX_CPU_MS;
      const rendered = await answerOf<RenderedText>(worker, { wallMs: MAX_RENDER_MS, isOver });
      return rendered.html.length > MAX_HTML_LENGTH ? { refusal: 'LENGTH' } : rendered;
    } catch {
      // The text took too much time or memory.
      await this.stop();
      return { refusal: 'TIME' };
    } finally {
      worker.unref();
      this.idle = setTimeout(() => void this.stop(), IDLE_MS).unref();
    }
  }
}

interface Thread {
  readonly worker: Worker;
  /** The directory of the thread in Linux's /proc; null elsewhere. */
  readonly directory: string | null;
}

/** The renderer of this process. Fields are constants, and so is what renders them. */
export const markdownRenderer = new MarkdownRenderer();

/** The processor time of a thread, in milliseconds; 0 if it is not known. */
function cpuMsOf(directory: string | null): number {
  if (directory === null) return 0;
  try {
    // The first number is the time on a processor in nanoseconds (proc-schedstat of the Linux kernel).
    return Number(readFileSync(`/proc/${directory}/schedstat`, 'utf8').split(' ', 1)[0]) / 1_000_000;
  } catch {
    return 0;
  }
}

interface Deadline {
  readonly wallMs: number;
  /** True if the worker must not go on. */
  readonly isOver?: () => boolean;
}

/** @throws Error when the worker fails, ends, or does not respond in time */
function answerOf<T>(worker: Worker, { wallMs, isOver }: Deadline): Promise<T> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const finish = (): void => {
      clearInterval(timer);
      worker.off('message', answer).off('error', fail).off('exit', end);
    };
    const answer = (message: T): void => {
      finish();
      resolve(message);
    };
    const fail = (error: Error): void => {
      finish();
      reject(error);
    };
    const end = (): void => {
      fail(new Error('The worker that renders Markdown has ended'));
    };
    const timer = setInterval(() => {
      if (performance.now() - start < wallMs && isOver?.() !== true) return;
      fail(new Error('The worker that renders Markdown did not answer in time'));
    }, CHECK_INTERVAL_MS);
    worker.on('message', answer).on('error', fail).on('exit', end);
  });
}
