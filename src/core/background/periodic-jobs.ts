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

  constructor(
    private readonly jobs: readonly PeriodicJob[],
    private readonly options: PeriodicJobsOptions,
  ) {}

  /** Begins the first round. The next ones begin at each interval. */
  start(): void {
    this.round = this.runAll();
    this.timer = setInterval(() => {
      // The next round waits for this one.
      this.round = this.round.then(() => this.runAll());
    }, this.options.intervalMs).unref();
  }

  /** Waits for a round in progress. No round starts afterwards. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.round;
  }

  private async runAll(): Promise<void> {
    const { clock, logger } = this.options;
    for (const [name, run] of this.jobs) {
      try {
        await run(clock().toISOString());
      } catch (error) {
        logger.error({ err: error, job: name }, 'periodic job failed');
      }
    }
  }
}
