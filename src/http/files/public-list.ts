import { addressGroup } from '../../core/access/address-group';
import type { ReportedOperation, RequestContext, RequestFacts } from '../../core/access/request-context';
import type { RunningOperation } from '../../core/access/running-operations';
import { anonymous } from '../../core/access/viewer';
import { MAX_PAGE_SIZE } from '../../core/limits';
import { MINUTE_MS } from '../../core/time';
import { OperationCancelledError, OperationTimeoutError, QueryTooComplexError } from '../../errors';
import { takeTurn } from '../../event-loop';
import type { Admission } from '../../graphql/admission/admission';
import type { PublicQuery, Variables } from '../../graphql/public-queries/public-query';
import { failureOf } from '../../graphql/responses/error-format';
import type { EndedOperation } from '../../metrics/metrics';
import { addressSubject, type RateLimits } from '../../modules/identity/rate-limit/rate-limits';
import type { FurtherParts, Part, PublicFile } from '../../modules/open-data/public-file';

/** How long a whole list may take, in milliseconds, with the time in which the client takes it. */
const TIMEOUT_MS = 10 * MINUTE_MS;

/** The variables that determine a part of a list. */
interface PartVariables {
  readonly first: number;
  readonly after: string | null;
  readonly isStart: boolean;
}

export interface PublicListServices {
  /** Creates a context of the request for the anonymous viewer. */
  readonly createContext: () => RequestContext;
  /** Called with the context of each part before it is read. */
  readonly begin: (context: RequestContext) => RunningOperation;
  readonly admission: Admission;
  /** Counts the list among the exports that are being sent. The returned function ends that. */
  readonly beginExport: () => () => void;
  /** null: requests are not limited. */
  readonly rateLimits: RateLimits | null;
  /** Called when a list has ended. */
  readonly onEnd: (operation: EndedOperation) => void;
}

/**
 * Reads the list of a file part by part, each as an operation of its own. So memory does not grow with the list, and
 * each part is fresh: what is withdrawn while a long file is sent is in none of its later parts.
 */
export class PublicList<T> {
  /** What the log says about the operation. */
  readonly operation: { -readonly [Key in keyof ReportedOperation]: ReportedOperation[Key] };
  /** True if the file needs no further part. Set by `open`. */
  isOnePart = false;
  private readonly partSize: number;
  private readonly used = { milliseconds: 0, statements: 0, statementMs: 0 };
  private running: RunningOperation | null = null;
  private isCancelled = false;
  private release: (() => void) | null = null;
  /** The first part, until `parts` begins. */
  private start: Part<T> | null = null;
  private isEnded = false;

  constructor(
    private readonly services: PublicListServices,
    private readonly file: Pick<PublicFile<T>, 'itemCost' | 'limit' | 'partOf' | 'partSize' | 'variablesAt'>,
    private readonly query: PublicQuery,
    private readonly variables: Variables,
    private readonly facts: RequestFacts,
  ) {
    const { description } = query;
    this.partSize = file.partSize ?? MAX_PAGE_SIZE;
    this.operation = { viewer: anonymous, description, cost: 0, usesAcceptedLocales: false, budgetLeft: null };
  }

  /**
   * Charges the whole list to the address of the client, waits until there is room for it, and reads its first part.
   *
   * @throws DomainError when a limit is exceeded; nothing has been sent then
   */
  async open(): Promise<void> {
    const { admission } = this.services;
    const { limit } = this.file;
    const first = Math.min(this.partSize, limit.items);
    const { total, fields } = this.costOf({ first, after: null, isStart: true });
    try {
      this.charge(total);
      // Its work is bounded by the number of exports that run, and takes longer than an operation may.
      await admission.enter(this.facts.requestId, { cost: 0, fields });
      this.start = await this.read({ first, after: null, isStart: true });
      const { items, next, totalCount = items.length, further } = this.start;
      this.isOnePart = next === null || first === limit.items;
      if (this.isOnePart) return;
      if (totalCount > limit.items && limit.beyond === 'refuse') throw tooLong(totalCount, limit.items);
      const count = Math.ceil((Math.min(totalCount, limit.items) - items.length) / this.partSize);
      const parts = further ?? [{ count, variables: { after: next } }];
      // The client may have left when the last statement of the part had ended.
      this.assertNotCancelled();
      // Before the charge: a list for which there is no place costs its first part only.
      this.release = this.services.beginExport();
      this.charge(parts.reduce((sum, part) => sum + this.costOfParts(part), 0));
    } catch (error) {
      this.end(error);
      throw error;
    }
  }

  /** The items, after `open`. */
  async *parts(): AsyncGenerator<readonly T[]> {
    const deadline = performance.now() + TIMEOUT_MS;
    let outcome: unknown = new OperationTimeoutError(TIMEOUT_MS);
    try {
      let part = this.start!;
      this.start = null;
      let left = this.file.limit.items - part.items.length;
      yield part.items;
      while (part.next !== null && left > 0) {
        if (performance.now() > deadline) throw outcome;
        part = await this.read({ first: Math.min(this.partSize, left), after: part.next, isStart: false });
        left -= part.items.length;
        yield part.items;
      }
      outcome = null;
    } catch (error) {
      outcome = error;
      throw error;
    } finally {
      this.end(outcome);
    }
  }

  /** Ends the list, or stops the part that is being read. Call it when the client has gone. */
  cancel(): void {
    this.isCancelled = true;
    this.running?.cancel();
    // A generator that is never asked for its first value does not end by itself.
    if (this.start !== null) this.end(cancelled());
  }

  private assertNotCancelled(): void {
    if (this.isCancelled) throw cancelled();
  }

  /** Cost of reading and writing a part with `first` items. */
  private costOf(page: PartVariables): { readonly total: number; readonly fields: number } {
    const { total, fields } = this.query.costOf({ ...this.variables, ...page });
    return { total: total + page.first * (this.file.itemCost ?? 0), fields };
  }

  private costOfParts({ count, variables }: FurtherParts): number {
    if (count === 0) return 0;
    return count * this.costOf({ first: this.partSize, after: null, isStart: false, ...variables }).total;
  }

  private charge(cost: number): void {
    const { rateLimits } = this.services;
    this.operation.cost += cost;
    if (rateLimits === null) return;
    const subject = addressSubject(this.facts.address);
    this.operation.budgetLeft = rateLimits.add(subject, 0);
    this.operation.budgetLeft = rateLimits.charge(subject, cost);
  }

  private async read(page: PartVariables): Promise<Part<T>> {
    await takeTurn(`file ${addressGroup(this.facts.address)}`);
    this.assertNotCancelled();
    const context = this.services.createContext();
    const startedAt = performance.now();
    this.running = this.services.begin(context);
    try {
      const { after } = page;
      const position = after === null ? {} : this.file.variablesAt?.(after);
      return this.file.partOf(await this.query.run(context, { ...this.variables, ...page, ...position }), after);
    } finally {
      this.running.end();
      this.running = null;
      this.used.milliseconds += performance.now() - startedAt;
      this.used.statements += context.reading.statements;
      this.used.statementMs += context.reading.usedMs;
    }
  }

  private end(error: unknown): void {
    if (this.isEnded) return;
    this.isEnded = true;
    this.release?.();
    const { type, name } = this.query.description;
    this.services.onEnd({
      type,
      name,
      outcome: error === null ? 'success' : failureOf(error) === null ? 'refused' : 'failed',
      cost: this.operation.cost,
      seconds: this.used.milliseconds / 1000,
      statements: this.used.statements,
      statementSeconds: this.used.statementMs / 1000,
    });
  }
}

function cancelled(): OperationCancelledError {
  return new OperationCancelledError('The client has left');
}

function tooLong(actual: number, maximum: number): QueryTooComplexError {
  return new QueryTooComplexError(
    `The file would have ${actual} rows, and its format allows ${maximum}: add a filter, or use another format`,
    { limit: 'rows', actual, maximum },
  );
}
