import { Tally } from './tally';

/** How many of something run at a time: in total, and for one subject, such as an account or a group of addresses. */
export interface Maximum {
  readonly total: number;
  readonly perSubject: number;
}

/**
 * Bounds how many of something run at a time in this process: in total, and for one subject, such as an account or a group of
 * addresses.
 */
export class ConcurrencyLimit {
  private running = 0;
  private readonly bySubject = new Tally();

  /** @param refusal makes the error to throw; it gets the maximum that was reached */
  constructor(
    private readonly maximum: Maximum,
    private readonly refusal: (reached: keyof Maximum) => Error,
  ) {}

  /**
   * Counts one more, for each of these subjects. The caller calls the returned function when it ends; calling it again does nothing.
   *
   * @throws Error by `refusal`, if a maximum is reached
   */
  begin(...subjects: readonly string[]): () => void {
    this.assertRoomFor(...subjects);
    this.add(1, subjects);
    let isRunning = true;
    return () => {
      if (isRunning) this.add(-1, subjects);
      isRunning = false;
    };
  }

  /** @throws Error by `refusal`, if `begin` would */
  assertRoomFor(...subjects: readonly string[]): void {
    const { total, perSubject } = this.maximum;
    if (subjects.some((subject) => this.bySubject.of(subject) >= perSubject)) throw this.refusal('perSubject');
    if (this.running >= total) throw this.refusal('total');
  }

  private add(change: 1 | -1, subjects: readonly string[]): void {
    this.running += change;
    for (const subject of subjects) this.bySubject.add(subject, change);
  }
}
