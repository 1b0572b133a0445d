import type { Logger } from 'pino';
import type { Clock } from '../time';

/** A job that runs repeatedly. Its name appears in the log. */
export type PeriodicJob = readonly [name: string, run: (now: string) => Promise<void>];

interface PeriodicJobsOptions {
  readonly intervalMs: number;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Runs jobs at the start, and again an interval after each round. A job that fails is logged and runs in the next round. */
export class PeriodicJobs {
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> = Promise.resolve();
  private isStopped = false;

  constructor(
    private readonly jobs: readonly PeriodicJob[],
    private readonly options: PeriodicJobsOptions,
  ) {}

  /** Begins the first round, and returns its end. The next round begins an interval later. */
  start(): Promise<void> {
    this.round = this.runAll().then(() => {
      if (this.isStopped) return;
      this.timer = setTimeout(() => {
        void this.start();
      }, this.options.intervalMs).unref();
    });
    return this.round;
  }

  /** Waits for a job in progress. No job starts afterwards. */
  async stop(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    await this.round;
  }

  private async runAll(): Promise<void> {
    const { clock, logger } = this.options;
    for (const [name, run] of this.jobs) {
      if (this.isStopped) return;
      try {
        await run(clock().toISOString());
      } catch (error) {
        logger.error({ err: error, job: name }, 'periodic job failed');
      }
    }
  }
}
