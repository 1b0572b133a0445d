import { OverloadedError } from '../errors';

/** Maximum exports that are sent at a time: in total, and to one address. */
const MAX_RUNNING = 8;
const MAX_RUNNING_BY_ADDRESS = 2;

/** When clients that were refused may try again. */
const RETRY_AFTER_SECONDS = 10;

/** The exports that are being sent. A slow client keeps one running for minutes, so their number is limited. */
export class RunningExports {
  private readonly byAddress = new Map<string, number>();
  private total = 0;

  /**
   * Counts an export until the returned function is called.
   *
   * @throws OverloadedError if too many exports run already
   */
  begin(address: string): () => void {
    const ofAddress = this.byAddress.get(address) ?? 0;
    if (this.total >= MAX_RUNNING || ofAddress >= MAX_RUNNING_BY_ADDRESS) {
      throw new OverloadedError('Too many exports are being sent: try again later', RETRY_AFTER_SECONDS);
    }
    this.total += 1;
    this.byAddress.set(address, ofAddress + 1);
    return () => {
      this.total -= 1;
      const left = this.byAddress.get(address)! - 1;
      if (left > 0) this.byAddress.set(address, left);
      else this.byAddress.delete(address);
    };
  }
}
