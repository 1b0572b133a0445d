import { availableParallelism } from 'node:os';
import { getHeapStatistics } from 'node:v8';
import { ConcurrencyLimit } from '../../core/concurrency-limit';
import { Tally } from '../../core/tally';
import { OverloadedError } from '../../errors';

/** Maximum requests whose responses have not been sent, in total and of one address, with those whose operations wait. */
const MAX_OPEN = { total: 2_000, perSubject: 500 };

/** Maximum operations that run at a time, if all of them are small. More would not be faster. */
const MAX_RUNNING = 64;

/** Maximum operations that wait, in total and in one queue, and the maximum bytes of their requests. */
const MAX_WAITING = 1_000;
const MAX_WAITING_IN_QUEUE = 300;
const MAX_WAITING_BYTES = 32 * 2 ** 20;

/** Estimated bytes that an operation takes for each point of the cost of its fields until its response is encoded. */
const BYTES_PER_COST = 500;

/** Points that a processor works off in a second, for half of the time of an operation: it may have waited for the other half. */
const POINTS_PER_SECOND = 1_000_000 / 2;

/** The parts of all bytes and of all work beyond which an operation counts as large. */
const LARGE_SHARE = { bytes: 1 / 16, work: 1 / 100 };

/** The parts of all bytes and work that may be used before another operation starts: in total, and by the address that sends it. */
const SHARES = {
  small: { total: 1, address: 3 / 4 },
  large: { total: 3 / 4, address: 1 / 2 },
};

type Size = keyof typeof SHARES;

/** What an operation costs at most, in points. */
export interface AdmittedCost {
  readonly cost: number;
  /** The part of the cost that is for the fields of the response, which take memory. */
  readonly fields: number;
}

export interface AdmissionLimits {
  /** Maximum bytes of running operations, and of responses that are being sent. */
  readonly maxBytes: number;
  /** Maximum cost of running operations, in points. */
  readonly maxWork: number;
  /** How long an operation may wait for its turn, in milliseconds. */
  readonly maxWaitMs: number;
}

/**
 * The limits of this machine. Operations take turns, so that those that are equally large end at about the same time. Their costs together
 * are limited to what can be done before they are stopped.
 *
 * @param timeoutSeconds how long an operation may run
 */
export function limitsOfMachine(timeoutSeconds: number): AdmissionLimits {
  // As many as threads of SQLite. PostgreSQL may have more or fewer processors.
  const processors = Math.max(1, availableParallelism() - 1);
  // eslint-disable-next-line no-restricted-syntax -- The name is V8's.
  const { heap_size_limit: heapBytes } = getHeapStatistics();
  const maxBytes = Math.min(256 * 2 ** 20, heapBytes / 4);
  return { maxBytes, maxWork: timeoutSeconds * POINTS_PER_SECOND * processors, maxWaitMs: 5_000 };
}

/** The state of the admission of this process, for metrics. */
export interface AdmissionCounts {
  readonly running: number;
  readonly waiting: number;
  readonly bytes: number;
  /** The number of operations that were refused since the start. */
  readonly refused: number;
}

/** A request whose response has not been sent yet. */
interface OpenRequest {
  readonly address: string;
  readonly requestBytes: number;
  /** Ends the count of the request. */
  readonly leave: () => void;
  /** The memory that the operation takes, or will take; 0 before it asks to run. */
  bytes: number;
  /** The same of its cost; 0 when it has ended. */
  work: number;
  size: Size;
  isRunning: boolean;
  /** Ends the wait of the operation; null if it does not wait. */
  settle: ((isAdmitted: boolean) => void) | null;
}

/**
 * Bounds the memory of operations: of those that run, by their cost, and of responses that clients have not taken yet. Also bounds the
 * cost of those that run.
 * Operations for which there is no room wait, and their addresses take turns. Large operations leave room for small ones of
 * the same address, and one address leaves room for others.
 */
export class Admission {
  private readonly requests = new Map<string, OpenRequest>();
  /** The waiting operations by address and size. The queue that was served last is at the end. */
  private readonly queues = new Map<string, OpenRequest[]>();
  private readonly openRequests = new ConcurrencyLimit(MAX_OPEN, () => this.refuse());
  private readonly bytesByAddress = new Tally();
  private readonly workByAddress = new Tally();
  private readonly total = { running: 0, waiting: 0, waitingBytes: 0, bytes: 0, work: 0, refused: 0 };
  /** Sizes whose next operation waits until others have ended. No operation of the same size passes it, even if it costs less. */
  private readonly waitingForWork = new Set<Size>();

  constructor(private readonly limits: AdmissionLimits) {}

  get counts(): AdmissionCounts {
    return this.total;
  }

  /**
   * Registers a request. The caller calls `close` when its response has been sent, or when the client has left.
   *
   * @param address the group of addresses that the request comes from
   * @throws OverloadedError when too many requests are open; then `close` has no effect
   */
  open(requestId: string, address: string, requestBytes: number): void {
    const leave = this.openRequests.begin(address);
    const idle = { bytes: 0, work: 0, size: 'small' as const, isRunning: false, settle: null };
    this.requests.set(requestId, { address, requestBytes, leave, ...idle });
  }

  /**
   * Waits until the operation of a request may run.
   *
   * @throws OverloadedError when it would wait for too long, or when the client has left
   */
  async enter(requestId: string, { cost, fields }: AdmittedCost): Promise<void> {
    const request = this.requests.get(requestId);
    if (request === undefined) throw this.refuse();
    const { maxBytes, maxWork } = this.limits;
    const bytes = Math.max(fields * BYTES_PER_COST, maxBytes / MAX_RUNNING);
    const isLarge = bytes > maxBytes * LARGE_SHARE.bytes || cost > maxWork * LARGE_SHARE.work;
    request.size = isLarge ? 'large' : 'small';
    // An operation that would take more than its address may use runs as soon as the address uses nothing else.
    request.bytes = Math.min(bytes, maxBytes * SHARES[request.size].address);
    request.work = Math.min(cost, maxWork * SHARES[request.size].address);
    const isNext = !this.queues.has(queueOf(request)) && !this.waitingForWork.has(request.size);
    if (isNext && this.hasRoomFor(request) && this.hasTimeFor(request)) this.start(request);
    else if (!(await this.wait(request))) throw this.refuse();
  }

  /** Call it when the operation of a request has ended: from then on, the request takes the bytes of its response. */
  setResponseBytes(requestId: string, bytes: number): void {
    const request = this.requests.get(requestId);
    if (request?.isRunning !== true) return;
    this.add(request, bytes - request.bytes, -request.work);
    request.bytes = bytes;
    request.work = 0;
    this.admitWaiting();
  }

  /** Call it when the response has been sent, or when the client has left. */
  close(requestId: string): void {
    const request = this.requests.get(requestId);
    if (request === undefined) return;
    this.requests.delete(requestId);
    request.leave();
    request.settle?.(false);
    if (!request.isRunning) return;
    this.total.running -= 1;
    this.add(request, -request.bytes, -request.work);
    this.admitWaiting();
  }

  /** Counts a refusal, and returns its error. */
  refuse(): OverloadedError {
    this.total.refused += 1;
    return new OverloadedError('The server is busy with other operations: try again later');
  }

  /** True if there is memory for it, and its address may do more work. */
  private hasRoomFor({ address, bytes, work, size }: OpenRequest): boolean {
    const { maxBytes, maxWork } = this.limits;
    const shares = SHARES[size];
    return (
      this.total.bytes + bytes <= maxBytes * shares.total &&
      this.bytesByAddress.of(address) + bytes <= maxBytes * shares.address &&
      this.workByAddress.of(address) + work <= maxWork * shares.address
    );
  }

  /** True if the work of all addresses leaves room for it. */
  private hasTimeFor({ work, size }: OpenRequest): boolean {
    return this.total.work + work <= this.limits.maxWork * SHARES[size].total;
  }

  private start(request: OpenRequest): void {
    request.isRunning = true;
    this.total.running += 1;
    this.add(request, request.bytes, request.work);
  }

  private add({ address }: OpenRequest, bytes: number, work: number): void {
    this.total.bytes += bytes;
    this.bytesByAddress.add(address, bytes);
    this.total.work += work;
    this.workByAddress.add(address, work);
  }

  /** Waits for a turn. Returns false if none came, or if too many operations wait already. */
  private async wait(request: OpenRequest): Promise<boolean> {
    const { requestBytes } = request;
    const queue = this.queues.get(queueOf(request)) ?? [];
    const hasRoom =
      this.total.waiting < MAX_WAITING &&
      queue.length < MAX_WAITING_IN_QUEUE &&
      this.total.waitingBytes + requestBytes <= MAX_WAITING_BYTES;
    if (!hasRoom) return false;
    queue.push(request);
    this.queues.set(queueOf(request), queue);
    if (queue.length === 1 && this.hasRoomFor(request)) this.waitingForWork.add(request.size);
    this.total.waiting += 1;
    this.total.waitingBytes += requestBytes;
    return new Promise((resolve) => {
      request.settle = (isAdmitted) => {
        clearTimeout(timer);
        this.leaveQueue(request);
        resolve(isAdmitted);
        // There may be room for the one behind it.
        if (!isAdmitted) this.admitWaiting();
      };
      const timer = setTimeout(request.settle, this.limits.maxWaitMs, false);
    });
  }

  private leaveQueue(request: OpenRequest): void {
    const name = queueOf(request);
    request.settle = null;
    this.total.waiting -= 1;
    this.total.waitingBytes -= request.requestBytes;
    const left = this.queues.get(name)!.filter((one) => one !== request);
    // The next turn is another queue's.
    this.queues.delete(name);
    if (left.length > 0) this.queues.set(name, left);
  }

  /** Starts the first operation of each queue in turn, as long as there is room for one of them. */
  private admitWaiting(): void {
    let hasAdmitted: boolean;
    do {
      hasAdmitted = false;
      this.waitingForWork.clear();
      for (const [next] of [...this.queues.values()]) {
        if (next === undefined || this.waitingForWork.has(next.size) || !this.hasRoomFor(next)) continue;
        if (!this.hasTimeFor(next)) {
          this.waitingForWork.add(next.size);
          continue;
        }
        this.start(next);
        next.settle?.(true);
        hasAdmitted = true;
      }
    } while (hasAdmitted);
  }
}

function queueOf({ address, size }: OpenRequest): string {
  return `${size} ${address}`;
}
