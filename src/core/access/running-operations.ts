import type { ReadOperation } from '../../database/operations/read-operation';
import { type DomainError, OperationCancelledError } from '../../errors';
import type { RequestContext } from './request-context';

/** An operation that runs. */
export interface RunningOperation {
  /** Stops the operation unless it has ended. Call it when the client has gone. */
  readonly cancel: () => void;
  /** Ends the operation. Fields that still run cannot read any more: an error at the root ends an operation before its other fields. */
  readonly end: () => void;
}

/** One error for all operations: nobody sees it, and creating one takes some microseconds. */
const ended = new OperationCancelledError('The operation has ended');

/** The operations that run now. Each is stopped at its deadline, and all of them when the server stops. */
export class RunningOperations {
  private readonly running = new Set<ReadOperation>();
  private stopped: DomainError | null = null;

  /** @param timeoutMs how long an operation may run, in milliseconds */
  constructor(private readonly timeoutMs: number) {}

  begin({ reading }: Pick<RequestContext, 'reading'>): RunningOperation {
    reading.begin(this.timeoutMs);
    if (this.stopped !== null) reading.stop(this.stopped);
    this.running.add(reading);
    return {
      cancel: () => {
        if (this.running.has(reading)) reading.stop(new OperationCancelledError('The client has gone'));
      },
      end: () => {
        this.running.delete(reading);
        reading.stop(ended);
        reading.end();
      },
    };
  }

  /** Stops all operations, and those that begin later: their reads fail with this error. */
  stopAll(error: DomainError): void {
    this.stopped = error;
    for (const reading of this.running) reading.stop(error);
  }
}
