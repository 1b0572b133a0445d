/** Milliseconds. */
const afterFailureMs = 1_000;

/** Does work again and again, never twice at a time: after as long as it asks for, and at once when it is woken. */
export class Repetition {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | null = null;
  private isWoken = false;
  private isStopped = false;

  /** @param work gives how many milliseconds it may be left undone; when it fails, it is done again after a second */
  constructor(
    private readonly work: () => Promise<number>,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** Does it now, and, if it is being done, once more after that. */
  wake(): void {
    this.isWoken = true;
    if (this.isStopped || this.running !== null) return;
    clearTimeout(this.timer);
    this.running = this.run();
  }

  /** Lets work that goes on end. */
  async stop(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private async run(): Promise<void> {
    let wait = afterFailureMs;
    while (this.isWoken && !this.isStopped) {
      this.isWoken = false;
      wait = await this.work().catch((error: unknown) => {
        this.onError(error);
        return afterFailureMs;
      });
    }
    this.running = null;
    if (this.isStopped) return;
    this.timer = setTimeout(() => {
      this.wake();
    }, wait).unref();
  }
}
