import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { MINUTE_MS } from '../../../core/time';
import { type IatiFinding, type IatiProblem, problemsOf } from './iati-problem';
import type { IatiRoot } from './iati-xml';

const WORKER = path.join(__dirname, 'iati-checker.worker.mjs');

/** The thread ends when it had nothing to do for this time, because the memory of WebAssembly never shrinks. */
const IDLE_MS = MINUTE_MS;

/**
 * A thread that does not answer a call within this time is ended, with the calls that wait behind it. It checks 10,000 organisations,
 * the most in a call, in seconds.
 */
const MAX_SILENCE_MS = MINUTE_MS;

interface Waiting {
  readonly resolve: (findings: IatiFinding[][]) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Checks elements of IATI files against the schemas of version 2.03 and the errors of the standard's ruleset, in a thread of
 * its own. The thread starts with the first check, and does not keep the process running.
 */
export class IatiChecker {
  private worker: Worker | null = null;
  private timer: NodeJS.Timeout | null = null;
  private readonly waiting = new Map<number, Waiting>();
  private lastId = 0;

  /**
   * The problems of each element. An element without problems can be part of a file.
   *
   * @param today the day in UTC, which some rules compare dates with
   * @throws Error if the thread ends, or does not answer in time. The next call starts another one
   */
  async check(root: IatiRoot, elements: readonly string[], today: string): Promise<IatiProblem[][]> {
    if (this.timer !== null) clearTimeout(this.timer);
    this.worker ??= this.start();
    const { worker } = this;
    const id = ++this.lastId;
    const silence = setTimeout(() => void this.close(), MAX_SILENCE_MS);
    try {
      const found = await new Promise<IatiFinding[][]>((resolve, reject) => {
        this.waiting.set(id, { resolve, reject });
        worker.ref();
        worker.postMessage({ id, root, elements, today });
      });
      return found.map((findings) => problemsOf(findings));
    } finally {
      clearTimeout(silence);
      this.waiting.delete(id);
      if (this.waiting.size === 0) this.rest();
    }
  }

  /** Ends the thread. */
  async close(): Promise<void> {
    const { worker } = this;
    this.worker = null;
    this.reject(hasEnded());
    await worker?.terminate();
  }

  private rest(): void {
    this.worker?.unref();
    this.timer = setTimeout(() => void this.close(), IDLE_MS);
    this.timer.unref();
  }

  private start(): Worker {
    const worker = new Worker(WORKER);
    worker.on('message', ({ id, findings }: { id: number; findings: IatiFinding[][] }) => {
      this.waiting.get(id)?.resolve(findings);
    });
    const end = (error: Error): void => {
      if (this.worker !== worker) return;
      this.worker = null;
      this.reject(error);
    };
    worker.on('error', end).on('exit', () => {
      end(hasEnded());
    });
    return worker;
  }

  private reject(error: Error): void {
    for (const { reject } of this.waiting.values()) reject(error);
  }
}

function hasEnded(): Error {
  return new Error('The thread that checks IATI files has ended');
}
