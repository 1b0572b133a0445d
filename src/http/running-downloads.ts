import { TooManyRequestsError } from '../errors';

const RETRY_AFTER_SECONDS = 10;

interface DownloadLimits {
  /** Maximum running downloads of one subject. */
  readonly perSubject: number;
  /** Maximum running downloads of all subjects. Each takes a megabyte of memory or more until its client has read it. */
  readonly total: number;
}

/** Counts the running downloads of this process: in total, and by subject. */
export class RunningDownloads {
  private running = 0;
  private readonly counts = new Map<string, number>();

  constructor(private readonly limits: DownloadLimits) {}

  /**
   * Counts one more download of these subjects. The caller calls the returned function once, when the download ends.
   *
   * @throws TooManyRequestsError if a limit is reached
   */
  begin(subjects: readonly string[]): () => void {
    const { perSubject, total } = this.limits;
    if (subjects.some((subject) => this.countOf(subject) >= perSubject)) {
      throw new TooManyRequestsError(
        `At most ${perSubject} downloads may run at once: wait until one of them ends`,
        RETRY_AFTER_SECONDS,
      );
    }
    if (this.running >= total) {
      throw new TooManyRequestsError(
        'Too many downloads are running on this server: try again later',
        RETRY_AFTER_SECONDS,
      );
    }
    this.add(1, subjects);
    return () => {
      this.add(-1, subjects);
    };
  }

  private countOf(subject: string): number {
    return this.counts.get(subject) ?? 0;
  }

  private add(change: 1 | -1, subjects: readonly string[]): void {
    this.running += change;
    for (const subject of subjects) {
      const count = this.countOf(subject) + change;
      if (count === 0) this.counts.delete(subject);
      else this.counts.set(subject, count);
    }
  }
}
