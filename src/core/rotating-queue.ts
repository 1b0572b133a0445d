/** Runs tasks one at a time. Owners are served in rotation: however many tasks of one owner wait, they delay a task of another by one. */
export class RotatingQueue {
  /** The tasks that wait, by their owner. The owner that was served last is at the end. */
  private readonly waiting = new Map<string, (() => Promise<void>)[]>();
  private isRunning = false;

  /** @param task must not reject */
  add(owner: string, task: () => Promise<void>): void {
    this.waiting.set(owner, [...(this.waiting.get(owner) ?? []), task]);
    if (!this.isRunning) void this.run();
  }

  private async run(): Promise<void> {
    this.isRunning = true;
    for (let task = this.next(); task !== null; task = this.next()) await task();
    this.isRunning = false;
  }

  private next(): (() => Promise<void>) | null {
    for (const [owner, [task, ...others]] of this.waiting) {
      this.waiting.delete(owner);
      if (others.length > 0) this.waiting.set(owner, others);
      return task!;
    }
    return null;
  }
}
