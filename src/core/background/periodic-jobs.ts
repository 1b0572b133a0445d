import type { Logger } from 'pino';
import type { Clock } from '../time';

/** A job that runs repeatedly. Its name appears in the log. */
export type PeriodicJob = readonly [name: string, run: (now: string) => Promise<void>];

interface PeriodicJobsOptions {
  readonly intervalMs: number;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Runs jobs at the start and then at an interval. A job that fails is logged and runs again in the next round. */
export class PeriodicJobs {
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> = Promise.resolve();
  private isStopped = false;

  constructor(
    private readonly jobs: readonly PeriodicJob[],
    private readonly options: PeriodicJobsOptions,
  ) {}

  /** Begins the first round, and returns its end. Another round begins at each interval. */
  start(): Promise<void> {
    this.timer = setInterval(() => {
      // The next round waits for this one.
      this.round = this.round.then(() => this.runAll());
    }, this.options.intervalMs).unref();
    this.round = this.runAll();
    return this.round;
  }

  /** Waits for a job in progress. No job starts afterwards. */
  async stop(): Promise<void> {
    this.isStopped = true;
    clearInterval(this.timer);
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
