import { TooManyRequestsError } from '../../../errors';
import { addressGroup } from '../../identity/throttle';
import type { Download } from './document-download.service';

/** Maximum running downloads of one subject. A viewer that shows a file while it loads requests several ranges at once. */
const MAX_DOWNLOADS_PER_SUBJECT = 8;

/** Maximum running downloads of all subjects. Each takes a megabyte of memory or more until its client has read it. */
const MAX_DOWNLOADS = 32;

const RETRY_AFTER_SECONDS = 10;

/**
 * Counts the running downloads of this process: in total, and by subject. A subject is an account with all its
 * sessions, an API key, or a password with all grants that it has issued. So neither signing in nor unlocking again
 * raises the limit.
 */
export class RunningDownloads {
  private running = 0;
  private readonly counts = new Map<string, number>();

  /**
   * Counts one more download. The caller calls the returned function once, when the download ends.
   *
   * @throws TooManyRequestsError if a limit is reached
   */
  begin(download: Download): () => void {
    const subjects = subjectsOf(download);
    if (subjects.some((subject) => this.countOf(subject) >= MAX_DOWNLOADS_PER_SUBJECT)) {
      throw new TooManyRequestsError(
        `At most ${MAX_DOWNLOADS_PER_SUBJECT} downloads may run at once: wait until one of them ends`,
        RETRY_AFTER_SECONDS,
      );
    }
    if (this.running >= MAX_DOWNLOADS) {
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

/**
 * The subjects that a download counts for: the account or API key, and the password that unlocked the document, if any.
 */
function subjectsOf({ viewer, grant, facts }: Download): string[] {
  const subjects: string[] = [];
  if (viewer.credential !== null) {
    subjects.push(viewer.accountId === null ? `key ${viewer.credential.id}` : `account ${viewer.accountId}`);
  }
  if (grant !== null) {
    // An access code is for one recipient. The password of a page is for many people, who must not block each other.
    subjects.push(
      grant.accessCodeId === null
        ? `password ${grant.activityPasswordId} from ${addressGroup(facts.address)}`
        : `code ${grant.accessCodeId}`,
    );
  }
  return subjects;
}
