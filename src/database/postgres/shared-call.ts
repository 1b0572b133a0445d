/**
 * Runs the same work for callers of the same moment once. The work begins after each of them has called, so its result
 * is never older than the call.
 */
export class SharedCall<T> {
  private running: Promise<unknown> = Promise.resolve();
  private next: Promise<T> | null = null;

  constructor(private readonly work: () => Promise<T>) {}

  run(): Promise<T> {
    this.next ??= this.runNext();
    return this.next;
  }

  /** Waits until the work that has begun ends. */
  async ended(): Promise<void> {
    await this.running;
  }

  private async runNext(): Promise<T> {
    await this.running;
    // Later callers wait for the next run.
    this.next = null;
    const result = this.work();
    this.running = result.catch(() => undefined);
    return result;
  }
}
