const RETRY_MS = 1_000;

/** Runs work repeatedly, one run at a time. The next run starts after the time that the work returns, or on `wake`. */
export class WorkLoop {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | null = null;
  private isWoken = false;
  private isStopped = false;

  /** @param work returns the milliseconds until its next run; after an error it runs again after a second */
  constructor(
    private readonly work: () => Promise<number>,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** Runs the work now. If it is running, it runs once more afterwards. */
  wake(): void {
    this.isWoken = true;
    if (this.isStopped || this.running !== null) return;
    clearTimeout(this.timer);
    this.running = this.run();
  }

  /** Waits for a run in progress. No run starts afterwards. */
  async stop(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private async run(): Promise<void> {
    let wait = RETRY_MS;
    while (this.isWoken && !this.isStopped) {
      this.isWoken = false;
      wait = await this.work().catch((error: unknown) => {
        this.onError(error);
        return RETRY_MS;
      });
    }
    this.running = null;
    if (this.isStopped) return;
    this.timer = setTimeout(() => {
      this.wake();
    }, wait).unref();
  }
}
