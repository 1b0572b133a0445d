import { TooManyRequestsError } from '../../errors';
import { bearerText, type Bearer } from './document-content.bearer';

/** Programs that show a file while it comes ask for a few of its ranges at once. */
const mostAtOnce = 8;

const retryAfterSeconds = 10;

/**
 * How many downloads run here for whom: each costs memory for as long as its reader likes to take. Whoever has signed in
 * is counted by the credential, whatever grants they have besides; others are counted by the grant.
 */
export class RunningDownloads {
  private readonly counts = new Map<string, number>();

  /**
   * Counts one more, until the returned function is called, once.
   *
   * @throws TooManyRequestsError when there are as many as may be
   */
  enter({ credential, grantId }: Bearer): () => void {
    const whose = bearerText({ credential, grantId: credential === null ? grantId : null });
    const before = this.counts.get(whose) ?? 0;
    if (before >= mostAtOnce) {
      throw new TooManyRequestsError(
        `At most ${mostAtOnce} downloads run at once: let one of them end first.`,
        retryAfterSeconds,
      );
    }
    this.counts.set(whose, before + 1);
    return () => {
      const left = this.counts.get(whose)! - 1;
      if (left === 0) this.counts.delete(whose);
      else this.counts.set(whose, left);
    };
  }
}
