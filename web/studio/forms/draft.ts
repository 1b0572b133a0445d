import type { Outcome, Problem } from '../outcome';
import type { FieldConflict } from './draft-changes';
import { draftAfter, valuesOfChanges, withChange, withEarlier, withResolution } from './draft-changes';
import { type FieldValue, type FormValues, isSameValues } from './form-values';
import {
  type DraftKey,
  emptyDraft,
  isEmpty,
  isSecret,
  type LocalDraft,
  readDraft,
  type SentInput,
  writeDraft,
} from './local-draft';
import { isStale } from './sent-input';
import type { ValueChange } from './value-change';

/** What a form edits, as the server has it. */
export interface Editable {
  /** Null for a new item. */
  readonly id: string | null;
  /** Null for a new item. */
  readonly version: number | null;
  readonly values: FormValues;
}

/** What a form shows of a draft. */
export interface DraftState<T extends Editable> {
  readonly draft: LocalDraft;
  /** Time of the last change of what was found when the form was opened; null if there was nothing, or if it has been saved. */
  readonly restoredFrom: string | null;
  /** True if the browser has no room to keep what is typed. */
  readonly isOnlyOnScreen: boolean;
  /** What the editor had typed when the save began that is running; null: none is. */
  readonly saving: FormValues | null;
  /** Why the last save has failed. */
  readonly problems: readonly Problem[];
  /** What the server has, as far as the tab knows; null if no form has said what it edits. */
  readonly item: T | null;
}

/**
 * What an editor has typed and not saved, as one object in the tab, whether or not a form shows it. The browser keeps it with each
 * change. A save works on the draft that it was begun with. When the server has created a new item, the draft of the new item hands
 * over to the draft of that item, and from then on passes all reads and changes on to it.
 */
export class Draft<T extends Editable = Editable> {
  private readonly listeners = new Set<() => void>();
  private own: DraftState<T>;
  private running: Promise<unknown> | null = null;
  private successor: Draft<T> | null = null;
  private readonly predecessors: Draft<T>[] = [];

  /** @param find gives the draft that has a key */
  constructor(
    readonly key: DraftKey,
    private readonly find: (key: DraftKey) => Draft<T>,
  ) {
    const draft = readDraft(key);
    this.own = { draft, restoredFrom: null, isOnlyOnScreen: false, saving: null, problems: [], item: null };
  }

  private get current(): Draft<T> {
    return this.successor?.current ?? this;
  }

  readonly state = (): DraftState<T> => this.current.own;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  get isCreated(): boolean {
    return this.successor !== null;
  }

  /** True if a form shows it. */
  get isShown(): boolean {
    return this.current.hasForm;
  }

  /** True if no form shows it, and nothing is lost without it: nothing was typed that is not saved, and no save is running. */
  get isIdle(): boolean {
    return !this.hasForm && this.running === null && (this.isCreated || isEmpty(this.own.draft));
  }

  /** True if it has a form of its own, or one that began with the draft of the new item. */
  private get hasForm(): boolean {
    return this.listeners.size > 0 || this.predecessors.some(({ hasForm }) => hasForm);
  }

  /**
   * Begins a form with what the browser keeps, or with what a save leaves that is running.
   *
   * @param item what the form edits; null: the form creates something, and does not show it afterwards
   */
  open(item: T | null): void {
    // Nobody is notified, because a form is opened while it is rendered.
    if (item !== null) this.own = { ...this.own, item: newerOf(this.own.item, item) };
    if (this.own.saving !== null) return;
    const draft = this.own.isOnlyOnScreen || isSecret(this.key) ? this.own.draft : readDraft(this.key);
    const restoredFrom = isEmpty(draft) ? null : draft.changedAt;
    this.own = { ...this.own, draft, restoredFrom, problems: [] };
  }

  /** Says what the server has, which may be older than what is known. */
  know(read: T): void {
    const { item: known } = this.state();
    const item = newerOf(known, read);
    if (item !== known) this.update({ item });
  }

  readonly change = (changeOf: (draft: LocalDraft) => LocalDraft): void => {
    const { key, own } = this.current;
    const draft = changeOf(own.draft);
    if (draft === own.draft) return;
    const isOnlyOnScreen = !writeDraft(key, draft);
    this.update({ draft, isOnlyOnScreen, ...(isEmpty(draft) && { restoredFrom: null }) });
  };

  /** @param values what the server has */
  readonly set = (values: FormValues, field: string, change: ValueChange<FieldValue>): void => {
    this.edit((before) => withChange(before, values, field, change));
  };

  readonly resolve = (conflict: FieldConflict, choice: 'theirs' | 'mine'): void => {
    this.edit((before) => ({ ...before, changes: withResolution(before.changes, conflict, choice) }));
  };

  /** Forgets what was typed. Returns a function that brings it back, beside what was typed since. */
  readonly discard = (): (() => void) => {
    const { key, own } = this.current;
    this.change(() => emptyDraft);
    this.update({ problems: [], restoredFrom: null });
    return () => {
      this.find(key).change((now) => withEarlier(now, own.draft));
    };
  };

  /** Reads again what the browser keeps, after another tab has changed it. */
  reread(): void {
    const stored = readDraft(this.key);
    const { draft: shown, isOnlyOnScreen } = this.own;
    // What the browser had no room for stays beside what the other tab has typed. What was discarded there is discarded here.
    const isMore = isOnlyOnScreen && !isEmpty(stored);
    const draft = isMore ? withEarlier(shown, stored) : stored;
    this.update({
      draft,
      isOnlyOnScreen: isMore && !writeDraft(this.key, draft),
      ...(isEmpty(draft) && { restoredFrom: null }),
    });
  }

  /**
   * Runs a save. If one is running, returns the outcome of that one, and does not call `work`.
   *
   * @param work gets what the editor has typed so far. What is typed later is no part of the save
   */
  save<D>(work: (typed: FormValues) => Promise<Outcome<D>>): Promise<Outcome<D>> {
    const at = this.current;
    at.running ??= at.run(work);
    return at.running as Promise<Outcome<D>>;
  }

  private async run<D>(work: (typed: FormValues) => Promise<Outcome<D>>): Promise<Outcome<D>> {
    const saving = valuesOfChanges(this.own.draft.changes);
    this.update({ saving });
    try {
      const outcome = await work(saving);
      this.update({ problems: outcome.problems ?? [], ...(outcome.problems === null && { restoredFrom: null }) });
      return outcome;
    } finally {
      // The item that was created may have a save of its own.
      const { current, running } = this;
      this.running = null;
      if (current === this || current.running === running) {
        current.running = null;
        this.update({ saving: null });
      }
    }
  }

  /**
   * Takes a response.
   *
   * @param keyOf where the browser keeps the draft of an item
   */
  answer(sent: SentInput, item: T, keyOf: (id: string | null) => DraftKey): void {
    // The response to a repeated input is the item as it is now. Somebody else may have changed it after this editor.
    const isChangedSince = (item.version ?? 0) > (sent.version ?? 0) + 1;
    this.change((before) => draftAfter(before, sent, isChangedSince ? sent.values : item.values));
    const next = sent.id === null && this.successor === null ? this.find(keyOf(item.id)) : this;
    // Forms of this draft show the item as soon as it has become the next one.
    next.know(item);
    if (next !== this) this.become(next);
  }

  /** Waits, in a save that goes on after a new item was created, until that item has no save of its own. */
  async waitForOthers(): Promise<void> {
    const at = this.current;
    if (at === this || this.running === null) return;
    while (at.running !== null && at.running !== this.running) await at.running.catch(() => undefined);
    at.running = this.running;
    this.update({ saving: this.own.saving });
  }

  private become(next: Draft<T>): void {
    const { draft, saving } = this.own;
    // A form of the item may have been opened before the response came.
    if (!isEmpty(draft)) next.change((now) => withEarlier(now, draft));
    writeDraft(this.key, emptyDraft);
    next.running ??= this.running;
    this.successor = next;
    next.predecessors.push(this);
    this.update({ saving: next.own.saving ?? saving });
  }

  /** Changes what is typed. That somebody else had changed the item concerned the last save, and not the next one. */
  private edit(changeOf: (draft: LocalDraft) => LocalDraft): void {
    this.change(changeOf);
    const { problems } = this.state();
    const others = problems.filter((problem) => !isStale([problem]));
    if (others.length < problems.length) this.update({ problems: others });
  }

  private update(change: Partial<DraftState<T>>): void {
    const at = this.current;
    at.own = { ...at.own, ...change };
    at.notify();
  }

  private notify(): void {
    for (const listener of this.listeners) listener();
    for (const predecessor of this.predecessors) predecessor.notify();
  }
}

/** The newer one. Of the same version, it is the one that was read last: slugs of references may have changed. */
function newerOf<T extends Editable>(known: T | null, read: T): T {
  if (known === null) return read;
  const [before, now] = [known.version ?? 0, read.version ?? 0];
  return now > before || (now === before && !isSameValues(known.values, read.values)) ? read : known;
}
