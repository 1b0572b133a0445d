import type { Logger } from 'pino';

/** Something that is to be done again and again; its name is for the log. */
export type PeriodicJob = readonly [name: string, work: () => Promise<void>];

/** Does chores at the start and every so often. One that fails is logged, and done again the next time. */
export class PeriodicJobs {
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> = Promise.resolve();

  constructor(
    private readonly jobs: readonly PeriodicJob[],
    private readonly intervalMs: number,
    private readonly logger: Logger,
  ) {}

  /** Does all of them once, and has them done from then on. */
  async start(): Promise<void> {
    await this.runAll();
    this.timer = setInterval(() => {
      // A round that takes long is not overtaken.
      this.round = this.round.then(() => this.runAll());
    }, this.intervalMs).unref();
  }

  /** Lets a round that goes on end. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.round;
  }

  private async runAll(): Promise<void> {
    for (const [name, work] of this.jobs) {
      try {
        await work();
      } catch (error) {
        this.logger.error({ err: error, chore: name }, 'housekeeping failed');
      }
    }
  }
}
