import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { SECOND_MS } from '../../../core/time';

/** Instances repeat who is present with them at this interval. */
const REPEAT_MS = 15 * SECOND_MS;

/** Reports that an instance has not repeated for this long expire: the instance has ended. */
const EXPIRY_MS = 3 * REPEAT_MS;

/** Maximum accounts of one item that an instance reports: a notification of PostgreSQL has at most 8,000 bytes. */
const MAX_PRESENT = 50;

/** An account that has an item open. */
export interface PresentAccount {
  readonly accountId: number;
  /** The instant since when. */
  readonly since: string;
}

/** The subscribers who watch an item through one visit. */
interface Audience {
  /** Aborts when they stop. */
  readonly signal: AbortSignal;
  /** Emits `join` when one more of them watches. */
  readonly joins: EventTarget;
}

/** One client that has an item open. */
export interface Visit {
  /** The accounts that have the item open: now, and whenever somebody comes, leaves or joins the audience. */
  changes(audience: Audience): AsyncIterable<PresentAccount[]>;
  leave(): void;
}

/** What an instance tells the others: all accounts that have the item open with it. */
const messageJson = z
  .string()
  .transform(parseJson)
  .pipe(
    z.object({
      from: z.string(),
      item: z.string(),
      present: z.array(z.object({ accountId: z.int(), since: z.string() })),
    }),
  );

interface Report {
  readonly present: readonly PresentAccount[];
  /** The time, of `performance.now`, at which it expires. */
  readonly until: number;
}

/** Knows which accounts have which items open, on this instance and on the others. Nothing is stored. */
export class PresenceBoard {
  private readonly instance = randomUUID();
  /** The clients of this instance, by the global ids of the items. */
  private readonly here = new Map<string, Set<PresentAccount>>();
  /** The reports of other instances, by item and instance. */
  private readonly elsewhere = new Map<string, Map<string, Report>>();
  private readonly watchers = new Map<string, Set<() => void>>();
  /** The items to report, in the order in which they changed. */
  private readonly unreported = new Set<string>();
  private isReporting = false;
  private timer: NodeJS.Timeout | undefined;

  /** @param tell sends a message to all instances, which pass it to `receive`; must not reject */
  constructor(private readonly tell: (message: string) => Promise<void>) {}

  start(): void {
    this.timer = setInterval(() => {
      this.repeat();
    }, REPEAT_MS).unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /**
   * Notes that a client has an item open.
   *
   * @param account null: the client only watches, since it belongs to no person
   */
  enter(item: string, account: PresentAccount | null): Visit {
    // A copy: the same account may have the item open several times.
    const present = account && { ...account };
    if (present !== null) {
      this.here.set(item, (this.here.get(item) ?? new Set()).add(present));
      this.report(item);
    }
    return {
      changes: (audience) => this.changes(item, audience),
      leave: () => {
        if (present === null || !this.here.get(item)!.delete(present)) return;
        this.report(item);
        if (this.here.get(item)!.size === 0) this.here.delete(item);
      },
    };
  }

  /** Receives a message of any instance, also of this one. */
  receive(message: string): void {
    const { data } = messageJson.safeParse(message);
    if (data === undefined || data.from === this.instance) return;
    const { from, item, present } = data;
    const reports = this.elsewhere.get(item) ?? new Map<string, Report>();
    const isKnown = JSON.stringify(reports.get(from)?.present ?? []) === JSON.stringify(present);
    reports.set(from, { present, until: performance.now() + EXPIRY_MS });
    if (present.length === 0) reports.delete(from);
    if (reports.size === 0) this.elsewhere.delete(item);
    else this.elsewhere.set(item, reports);
    if (!isKnown) this.wake(item);
  }

  private async *changes(item: string, audience: Audience): AsyncGenerator<PresentAccount[]> {
    while (!audience.signal.aborted) {
      // Before the state is read, so that no change is missed.
      const changed = this.nextChange(item, audience);
      yield this.presentAt(item);
      await changed;
    }
  }

  private presentAt(item: string): PresentAccount[] {
    const reports = [...(this.elsewhere.get(item)?.values() ?? [])];
    return onceEach([...(this.here.get(item) ?? []), ...reports.flatMap(({ present }) => present)]);
  }

  private nextChange(item: string, { signal, joins }: Audience): Promise<void> {
    return new Promise((resolve) => {
      const watchers = this.watchers.get(item) ?? new Set();
      this.watchers.set(item, watchers);
      const end = (): void => {
        watchers.delete(end);
        if (watchers.size === 0) this.watchers.delete(item);
        signal.removeEventListener('abort', end);
        joins.removeEventListener('join', end);
        resolve();
      };
      watchers.add(end);
      signal.addEventListener('abort', end);
      joins.addEventListener('join', end);
      if (signal.aborted) end();
    });
  }

  private wake(item: string): void {
    for (const end of [...(this.watchers.get(item) ?? [])]) end();
  }

  /** Tells everybody who has the item open with this instance. */
  private report(item: string): void {
    this.wake(item);
    this.unreported.add(item);
    if (!this.isReporting) void this.sendReports();
  }

  /** One report at a time, since they are sent on several connections: none may overtake another. */
  private async sendReports(): Promise<void> {
    this.isReporting = true;
    for (const item of this.unreported) {
      this.unreported.delete(item);
      const present = onceEach([...(this.here.get(item) ?? [])]).slice(0, MAX_PRESENT);
      await this.tell(JSON.stringify({ from: this.instance, item, present }));
    }
    this.isReporting = false;
  }

  /**
   * Reports everything again, for instances that have started or lost their connection since, and ends what has expired.
   * Watchers receive the state again, so that those whose rights have ended notice it.
   */
  private repeat(): void {
    for (const item of this.here.keys()) this.report(item);
    const now = performance.now();
    for (const [item, reports] of this.elsewhere) {
      for (const [instance, { until }] of reports) if (until <= now) reports.delete(instance);
      if (reports.size === 0) this.elsewhere.delete(item);
    }
    for (const item of [...this.watchers.keys()]) this.wake(item);
  }
}

/** Each account once, in the order in which they came. */
function onceEach(present: readonly PresentAccount[]): PresentAccount[] {
  const inOrder = present.toSorted((one, other) =>
    one.since < other.since ? -1 : one.since > other.since ? 1 : one.accountId - other.accountId,
  );
  const firsts = new Map<number, PresentAccount>();
  for (const each of inOrder) if (!firsts.has(each.accountId)) firsts.set(each.accountId, each);
  return [...firsts.values()];
}

/** Anyone who may use the database can send a message. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
