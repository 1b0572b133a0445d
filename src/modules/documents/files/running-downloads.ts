import { TooManyRequestsError } from '../../../errors';
import { addressGroup } from '../../identity/throttle';
import type { Download } from './document-download.service';

/** Programs that show a file while it comes ask for a few of its ranges at once. */
const mostForOne = 8;

/** For everybody together: each takes a megabyte and more, for as long as its reader likes to take. */
const mostAtOnce = 32;

const retryAfterSeconds = 10;

/**
 * How many downloads run here: altogether, and for whom. Neither signing in nor unlocking again gives room for more of
 * them: an account counts with all its sessions, and a password with all the grants that it gave.
 */
export class RunningDownloads {
  private running = 0;
  private readonly counts = new Map<string, number>();

  /**
   * Counts one more, until the returned function is called, once.
   *
   * @throws TooManyRequestsError when there are as many as may be
   */
  enter(download: Download): () => void {
    const theirs = countedFor(download);
    if (theirs.some((whose) => this.countOf(whose) >= mostForOne)) {
      throw new TooManyRequestsError(
        `At most ${mostForOne} downloads run at once: let one of them end first.`,
        retryAfterSeconds,
      );
    }
    if (this.running >= mostAtOnce) {
      throw new TooManyRequestsError('Too many downloads are running: try again soon.', retryAfterSeconds);
    }
    this.add(1, theirs);
    return () => {
      this.add(-1, theirs);
    };
  }

  private countOf(whose: string): number {
    return this.counts.get(whose) ?? 0;
  }

  private add(change: 1 | -1, theirs: readonly string[]): void {
    this.running += change;
    for (const whose of theirs) {
      const count = this.countOf(whose) + change;
      if (count === 0) this.counts.delete(whose);
      else this.counts.set(whose, count);
    }
  }
}

/** What a download counts for: whoever has signed in, and the password that opened the document, as far as there are any. */
function countedFor({ viewer, grant, facts }: Download): string[] {
  const theirs: string[] = [];
  if (viewer.credential !== null) {
    theirs.push(viewer.accountId === null ? `key ${viewer.credential.id}` : `account ${viewer.accountId}`);
  }
  if (grant !== null) {
    // A code is for one recipient; the password of a page is for many, who do not hold each other up.
    theirs.push(
      grant.accessCodeId === null
        ? `password ${grant.activityPasswordId} from ${addressGroup(facts.address)}`
        : `code ${grant.accessCodeId}`,
    );
  }
  return theirs;
}
