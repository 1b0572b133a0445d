import type { Logger } from 'pino';

/** A job that runs repeatedly. Its name appears in the log. */
export type PeriodicJob = readonly [name: string, run: () => Promise<void>];

/** Runs jobs at the start and then at an interval. A job that fails is logged and runs again in the next round. */
export class PeriodicJobs {
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> = Promise.resolve();

  constructor(
    private readonly jobs: readonly PeriodicJob[],
    private readonly intervalMs: number,
    private readonly logger: Logger,
  ) {}

  /** Runs all jobs once, and then again at each interval. */
  async start(): Promise<void> {
    await this.runAll();
    this.timer = setInterval(() => {
      // The next round waits for this one.
      this.round = this.round.then(() => this.runAll());
    }, this.intervalMs).unref();
  }

  /** Waits for a round in progress. No round starts afterwards. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.round;
  }

  private async runAll(): Promise<void> {
    for (const [name, run] of this.jobs) {
      try {
        await run();
      } catch (error) {
        this.logger.error({ err: error, job: name }, 'periodic job failed');
      }
    }
  }
}
