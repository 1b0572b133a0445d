interface Maximum {
  readonly total: number;
  readonly perSubject: number;
}

/**
 * Bounds how many of something run at a time in this process: in total, and for one subject, such as an account or a group of
 * addresses.
 */
export class ConcurrencyLimit {
  private running = 0;
  private readonly bySubject = new Map<string, number>();

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
    if (subjects.some((subject) => this.countOf(subject) >= perSubject)) throw this.refusal('perSubject');
    if (this.running >= total) throw this.refusal('total');
  }

  private countOf(subject: string): number {
    return this.bySubject.get(subject) ?? 0;
  }

  private add(change: 1 | -1, subjects: readonly string[]): void {
    this.running += change;
    for (const subject of subjects) {
      const count = this.countOf(subject) + change;
      if (count === 0) this.bySubject.delete(subject);
      else this.bySubject.set(subject, count);
    }
  }
}
