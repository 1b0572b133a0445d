import { afterPromises, takeTurn } from '../../event-loop';

/** Fields that an operation completes before other requests have a turn: two to five milliseconds. */
export const FIELDS_IN_TURN = 1_500;

/** The turns in which an operation completes its lists. */
export class ListTurns {
  private fields = 0;
  private latest: Promise<void> | null = null;

  /** Returns the turn in which a list with this number of fields may be completed; null: now. */
  turnOf(fields: number): Promise<void> | null {
    this.fields += fields;
    if (this.fields > FIELDS_IN_TURN) {
      this.fields = fields;
      const turn = takeTurn(this);
      this.latest = turn;
      void turn.then(() => {
        if (this.latest === turn) this.latest = null;
      });
    }
    return this.latest;
  }

  /** Calls back when no list waits any more. */
  whenDone(call: () => void): void {
    if (this.latest === null) {
      call();
      return;
    }
    void this.latest.then(() => {
      afterPromises(() => {
        this.whenDone(call);
      });
    });
  }
}
