import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { type BirpcReturn, createBirpc } from 'birpc';
import type { Logger } from 'pino';
import { SECOND_MS } from '../../core/time';
import { StartupError } from '../../errors';
import { compress, type Encoding } from '../responses/compression';
import type { Refusal, SiteOptions } from './site';
import { siteBundle } from './site-bundle';
import {
  channelThrough,
  type OperationMessage,
  type OperationResponse,
  type ResponseMessage,
  type ServerFunctions,
  type SiteDescription,
  type ThreadFunctions,
  type VisitMessage,
} from './site-channel';

/** Maximum memory of the thread, in MiB. */
const LIMITS = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 8 };

/** A thread that does not respond for this long is ended. It responds between the turns of pages, and while they wait. */
const MAX_SILENT_SECONDS = 10;

/** If the first thread takes longer than this to load the site, it is ended. While a machine boots, its disk and processors are busy. */
const MAX_LOADING_SECONDS = 60;

/** How long the first visitors who are refused wait for their page, in milliseconds. The thread may be busy with other pages. */
const MAX_REFUSAL_MS = 500;

/** A page that refuses visits, which is the same for everyone. */
interface RefusalPage {
  readonly page: ResponseMessage;
  readonly compressed: Readonly<Record<Encoding, Buffer>>;
}

/** A visitor's request for a page. */
export interface Visit extends Omit<VisitMessage, 'id'> {
  /** Sends an operation to the API, with the rights of the visitor. */
  readonly sendOperation: (operation: OperationMessage) => Promise<OperationResponse>;
  /** Aborted when the visitor leaves. */
  readonly signal: AbortSignal;
}

interface RunningThread {
  readonly worker: Worker;
  readonly functions: BirpcReturn<ThreadFunctions, ServerFunctions>;
  readonly description: Promise<SiteDescription>;
}

/**
 * Writes the pages of the site in a thread, so that requests of others are served meanwhile
 * (docs/adr/0056-pages-in-a-thread.md). A thread that ends is replaced with the next page.
 */
export class SiteThread {
  private readonly visits = new Map<number, Visit>();
  /** The pages that refuse visits, by status and language. Resolves to null while the page is late. */
  private readonly refusals = new Map<string, Promise<RefusalPage | null>>();
  private lastId = 0;
  /** The thread of the start, whose description says what routes the server has. */
  private readonly first: RunningThread;
  private running: RunningThread | null;
  private isClosed = false;

  private constructor(
    private readonly program: string,
    private readonly options: SiteOptions,
    private readonly logger: Logger,
  ) {
    this.first = this.start();
    this.running = this.first;
  }

  /** Starts to load the site. Null if it has not been built. */
  static open(options: SiteOptions, logger: Logger): SiteThread | null {
    return siteBundle && new SiteThread(siteBundle.program, options, logger);
  }

  /**
   * Waits until the site is loaded.
   *
   * @throws StartupError with code 78 if what the operator adds is not valid; with code 69 if loading takes too long
   */
  async describe(): Promise<SiteDescription> {
    try {
      return await this.first.description;
    } catch (error) {
      if (error instanceof StartupError) throw error;
      const problem = this.options.own === null ? 'The site cannot be loaded' : 'SITE_DIR cannot be used';
      throw new StartupError(`${problem}: ${(error as Error).message}`, 78);
    }
  }

  /** @throws Error if the page fails, the thread ends, or the visitor leaves */
  async writePage({ sendOperation, signal, ...visit }: Visit): Promise<ResponseMessage> {
    const { functions, description } = this.runningThread();
    await description;
    signal.throwIfAborted();
    const id = ++this.lastId;
    let leave = (): void => undefined;
    const departure = new Promise<never>((_resolve, reject) => {
      leave = (): void => {
        void functions.abandonPage.asEvent(id);
        reject(signal.reason as Error);
      };
    });
    this.visits.set(id, { sendOperation, signal, ...visit });
    signal.addEventListener('abort', leave);
    try {
      return await Promise.race([functions.writePage({ id, ...visit }), departure]);
    } finally {
      signal.removeEventListener('abort', leave);
      this.visits.delete(id);
    }
  }

  /**
   * The page that refuses a visit, in the language of its address. Each is written once, so that a refusal costs nothing. Its links to other
   * languages lead to the home page. Null if it is not written soon, or cannot be.
   */
  async findRefusal(pathname: string, refusal: Refusal): Promise<RefusalPage | null> {
    const { locales, defaultLocale } = this.options;
    const named = locales.find((one) => pathname === `/${one}` || pathname.startsWith(`/${one}/`));
    const locale = named === undefined || named === defaultLocale ? '' : named;
    const key = `${refusal} ${locale}`;
    const known = this.refusals.get(key);
    if (known !== undefined) return known;
    const written = this.writePage(refusedVisit(locale, refusal))
      .then(compressedPage)
      // The next one is tried again.
      .catch(() => {
        this.refusals.delete(key);
        return null;
      });
    const soon = Promise.race([written, delay(MAX_REFUSAL_MS, null, { ref: false })]);
    this.refusals.set(key, soon);
    if ((await soon) === null) void written.then((page) => page && this.refusals.set(key, written));
    return soon;
  }

  /** Ends the thread, and fails the pages under way. */
  async close(): Promise<void> {
    this.isClosed = true;
    await this.running?.worker.terminate();
  }

  private runningThread(): RunningThread {
    if (this.isClosed) throw new Error('The server is stopping');
    return (this.running ??= this.start());
  }

  /**
   * Ends a thread that does not end loading the site, or that a page holds without an end. Seconds in which the whole process is paused
   * do not count.
   */
  private endWhenSilent(thread: RunningThread): NodeJS.Timeout {
    const { worker, functions, description } = thread;
    let isLoaded = false;
    let isAwaited = true;
    let silentSeconds = 0;
    const heard = (): void => {
      isLoaded = true;
      isAwaited = false;
    };
    // The first response is the description of the site.
    description.then(heard, heard);
    return setInterval(() => {
      if (isAwaited) {
        silentSeconds += 1;
        const isAtStart = !isLoaded && thread === this.first;
        if (silentSeconds !== (isAtStart ? MAX_LOADING_SECONDS : MAX_SILENT_SECONDS)) return;
        const error = isAtStart ? this.tooSlow() : tooSilent();
        this.logger.error(error.message);
        if (this.running === thread) this.running = null;
        functions.$close(error);
        void worker.terminate();
      } else if (this.visits.size > 0) {
        isAwaited = true;
        silentSeconds = 0;
        functions.ping().then(heard, heard);
      }
    }, SECOND_MS).unref();
  }

  /** The machine may be busy, so a supervisor should start the server again. Or what the operator adds never ends. */
  private tooSlow(): StartupError {
    const subject = this.options.own === null ? 'The site' : 'The site, with what SITE_DIR adds,';
    return new StartupError(`${subject} has not been loaded within ${MAX_LOADING_SECONDS} seconds`, 69);
  }

  private start(): RunningThread {
    const worker = new Worker(this.program, { resourceLimits: LIMITS });
    const functions = createBirpc<ThreadFunctions, ServerFunctions>(
      { sendOperation: (visitId, operation) => this.visitOf(visitId).sendOperation(operation) },
      channelThrough(worker),
    );
    const description = functions.create(this.options);
    const thread = { worker, functions, description };
    const watch = this.endWhenSilent(thread);
    let failure: unknown;
    worker.once('error', (error) => {
      failure = error;
    });
    worker.once('exit', (exitCode) => {
      clearInterval(watch);
      const message = `The thread that writes pages has ended with exit code ${exitCode}`;
      // One that could not load the site, or did not respond, has been given up, and its error reported.
      if (this.running === thread && !this.isClosed) this.logger.error({ err: failure }, message);
      if (this.running === thread) this.running = null;
      functions.$close(new Error(message, { cause: failure }));
    });
    description.then(
      // Until here, a process that has nothing else to wait for must not exit.
      () => {
        worker.unref();
      },
      // The next page tries again.
      () => {
        if (this.running === thread) this.running = null;
        void worker.terminate();
      },
    );
    return thread;
  }

  private visitOf(id: number): Visit {
    const visit = this.visits.get(id);
    if (visit === undefined) throw new Error('The visitor has left');
    return visit;
  }
}

async function compressedPage(page: ResponseMessage): Promise<RefusalPage> {
  const body = Buffer.from(page.body.buffer);
  const [br, gzip] = await Promise.all([compress(body, 'br', 'often'), compress(body, 'gzip', 'often')]);
  if (br === null || gzip === null) throw new Error('Too many bodies are being compressed');
  return { page, compressed: { br, gzip } };
}

/** It is not the visit of the first one who is refused: nothing of them is in the page. */
function refusedVisit(locale: string, refusal: Refusal): Visit {
  return {
    request: { method: 'GET', url: `http://localhost/${locale}`, headers: {}, body: null },
    group: 'refusals',
    now: new Date(0).toISOString(),
    refusal,
    sendOperation: () => Promise.reject(new Error('A refusal sends no operation')),
    signal: new AbortController().signal,
  };
}

function tooSilent(): Error {
  return new Error(`The thread that writes pages has not answered for ${MAX_SILENT_SECONDS} seconds`);
}
