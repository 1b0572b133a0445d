import type { FastifyRequest } from 'fastify';
import { OverloadedError } from '../../errors';
import { addressGroup } from '../../core/access/address-group';
import { addressOf } from '../connections/client-address';
import { waitedMs } from '../connections/stalled-connections';

/** Maximum exports that are sent at a time: in total, and to one address. */
const MAX_RUNNING = { total: 8, perAddress: 2 };

/** How long bytes of an export may wait for its client before another export takes its place, in milliseconds. */
const MAX_WAIT_MS = 10_000;

/** When clients that were refused may try again. */
const RETRY_AFTER_SECONDS = 10;

interface RunningExport {
  readonly request: FastifyRequest;
  readonly address: string;
  /** How long bytes had waited on its connection when it began. */
  readonly waitedBefore: number;
}

/**
 * The exports that are being sent. While all places are taken, a slow client loses its place to the next export: otherwise, a few
 * clients that read slowly would keep all places for as long as an export may take.
 */
export class RunningExports {
  private readonly running = new Set<RunningExport>();

  constructor(private readonly maxWaitMs = MAX_WAIT_MS) {}

  /**
   * Counts the export of a request. The caller calls the returned function when it ends; calling it again does nothing.
   *
   * @throws OverloadedError if there is no place for it
   */
  begin(request: FastifyRequest): () => void {
    const address = addressGroup(addressOf(request));
    const ofAddress = [...this.running].filter((each) => each.address === address);
    if (ofAddress.length >= MAX_RUNNING.perAddress) throw busy();
    if (this.running.size >= MAX_RUNNING.total) this.endSlowest();
    const begun = { request, address, waitedBefore: waitedMs(request) };
    this.running.add(begun);
    return () => void this.running.delete(begun);
  }

  /** @throws OverloadedError if no client is slow */
  private endSlowest(): void {
    const waits = [...this.running].map((each) => ({ each, wait: waitedMs(each.request) - each.waitedBefore }));
    const slowest = waits.reduce((first, second) => (second.wait > first.wait ? second : first));
    if (slowest.wait < this.maxWaitMs) throw busy();
    this.running.delete(slowest.each);
    slowest.each.request.raw.destroy();
  }
}

function busy(): OverloadedError {
  return new OverloadedError('Too many exports are being sent: try again later', RETRY_AFTER_SECONDS);
}
