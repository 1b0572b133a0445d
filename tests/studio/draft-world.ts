import type { Draft, Editable } from '../../web/studio/forms/draft';
import { conflictsOf, valuesOfChanges } from '../../web/studio/forms/draft-changes';
import { Drafts } from '../../web/studio/forms/drafts';
import type { FormValues } from '../../web/studio/forms/form-values';
import { saveItem } from '../../web/studio/forms/item-save';
import {
  type DraftKey,
  draftKeyOf,
  isEmpty,
  type LocalDraft,
  readDraft,
  type SentInput,
  storedKeys,
} from '../../web/studio/forms/local-draft';
import type { Outcome } from '../../web/studio/outcome';

/** The storage of a browser, which may have no room. */
export class BrowserStorage {
  private readonly texts = new Map<string, string>();
  isFull = false;

  get length(): number {
    return this.texts.size;
  }
  key(index: number): string | null {
    return [...this.texts.keys()][index] ?? null;
  }
  getItem(key: string): string | null {
    return this.texts.get(key) ?? null;
  }
  setItem(key: string, text: string): void {
    if (this.isFull) throw new Error('QuotaExceededError');
    this.texts.set(key, text);
  }
  removeItem(key: string): void {
    this.texts.delete(key);
  }
}

export function failed(code: string, version: number | null = null): Outcome<never> {
  return { data: null, problems: [{ code, field: null, message: '', version }] };
}

/** Lets everything go on that waits for nothing but what has happened. */
const settle = (): Promise<void> => new Promise(setImmediate);

const FIELDS = ['title', 'summary', 'place'] as const;
export const BLANK: Editable = { id: null, version: null, values: { title: '', summary: '', place: '' } };
export const keyOf = (id: string): string => draftKeyOf('ada', 'Item', id);

/** Something that the editor writes: an item, or what is to become one. */
interface Work {
  readonly name: string;
  /** The latest text of each field that the editor has neither discarded nor given up for that of somebody else. */
  readonly typed: Map<string, string>;
  /** When a field was typed back last, maybe to a text that the editor has saved earlier. */
  readonly typedBackAt: Map<string, number>;
  /** Texts that the editor no longer wants. */
  readonly unwanted: Set<string>;
  /** Items that were created from it. */
  readonly items: Set<string>;
  /**
   * True if the item was edited before the answer to its creation came, or the work was discarded in another tab while it was saved,
   * or the browser had no room for it when the page was left. Then there may be two of it.
   */
  isDoubled: boolean;
}

interface Form {
  readonly draft: Draft;
  readonly keyOfNew: string;
  item: Editable;
  work: Work;
}

interface Request {
  readonly form: Form;
  readonly sent: SentInput;
  readonly answer: (outcome: Outcome<Editable>) => void;
  outcome: Outcome<Editable> | null;
}

/** An editor, the server, and somebody else. Throws if a rule of forms is broken. */
export class World {
  private drafts = new Drafts();
  private form: Form | null = null;
  /** Closes the form, as `useDraft` does. */
  private leave = (): void => undefined;
  private requests: Request[] = [];
  private restore: { readonly form: Form; readonly draft: LocalDraft; readonly undo: () => void } | null = null;
  private readonly server = new Map<string, { version: number; values: FormValues }>();
  private readonly done = new Map<string, string>();
  private readonly creations = new Map<string, string>();
  /** Items as lists have read them, which may not have been read anew yet. */
  private readonly read = new Map<string, Editable>();
  /** Each value that the editor has stored in a field of an item. */
  private readonly stored = new Set<string>();
  private readonly seen = new Set<string>();
  /** The newest version of each item that a form has shown. */
  private readonly shownVersions = new Map<string, number>();
  private readonly all: Work[] = [];
  /** What is written in the form of each draft. */
  private readonly works = new Map<DraftKey, Work>();
  private readonly typedAt = new Map<string, number>();
  private clock = 0;

  /** @param random gives a number from 0 (inclusive) to 1 (exclusive) */
  constructor(
    private readonly storage: BrowserStorage,
    private readonly random: () => number,
  ) {
    for (const id of ['one', 'two']) {
      const values = { title: `${id} title`, summary: `${id} summary`, place: `${id} place` };
      this.server.set(id, { version: 1, values });
      this.works.set(keyOf(id), this.newWork());
    }
  }

  readonly events: readonly (() => void)[] = [
    () => this.open(this.pick([...this.server.keys()])),
    () => this.open(this.pick([...this.server.keys()])),
    () => this.open(null),
    () => this.open(null),
    () => this.close(),
    () => this.type(),
    () => this.type(),
    () => this.type(),
    () => this.typeBack(),
    () => this.save(),
    () => this.save(),
    () => this.save(),
    () => this.arrive(),
    () => this.arrive(),
    () => this.answer(),
    () => this.answer(),
    () => this.answer(),
    () => this.lose(),
    () => this.refuse('REQUIRED'),
    () => this.refuse('TOO_MANY_REQUESTS'),
    () => this.changeByOther(),
    () => this.changeByOther(),
    () => this.readAnew(),
    () => this.forget(),
    () => this.resolve(this.pick(['mine', 'theirs'])),
    () => this.resolve('mine'),
    () => this.discard(),
    () => this.undo(),
    () => this.reload(),
    () => this.discardInOtherTab(),
    () => {
      this.storage.isFull = !this.storage.isFull && this.isLikely(0.5);
    },
  ];

  async happen(event: () => void): Promise<void> {
    this.clock += 1;
    event();
    await settle();
    this.check();
  }

  /** Saves everything, with a connection that works, as the editor who opens one form after another. */
  async finish(): Promise<void> {
    this.storage.isFull = false;
    while (this.requests.length > 0) await this.happen(() => this.answer());
    for (const id of [...this.server.keys()]) await this.saveAll(id);
    for (let count = 0; storedKeys().length > 0 || count === 0; count += 1) {
      if (count > 20) throw new Error(`drafts that no form shows: ${storedKeys().join(' ')}`);
      await this.saveAll(null);
    }
    for (const [id, { values }] of this.server) {
      for (const [field, value] of Object.entries(values)) {
        const work = this.workOf(id);
        const typed = work.typed.get(field);
        const isOlder = this.isOwn(value as string) && typed !== undefined && typed !== value;
        if (isOlder && !work.unwanted.has(value as string) && !work.isDoubled) {
          throw new Error(`${id} has ${value as string} in ${field}, where ${typed} was typed later`);
        }
      }
    }
  }

  private async saveAll(id: string | null): Promise<void> {
    await this.happen(() => this.open(id));
    const { draft } = this.form!;
    for (let count = 0; !isEmpty(draft.state().draft) && count < 10; count += 1) {
      while (this.requests.length > 0) await this.happen(() => this.answer());
      while (this.conflicts().length > 0) await this.happen(() => this.resolve('mine'));
      await this.happen(() => this.save());
    }
    while (this.requests.length > 0) await this.happen(() => this.answer());
    await this.happen(() => this.close());
  }

  pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.random() * from.length)]!;
  }

  private isLikely(probability: number): boolean {
    return this.random() < probability;
  }

  private newWork(): Work {
    const name = `work${this.all.length}`;
    const work: Work = {
      name,
      typed: new Map(),
      typedBackAt: new Map(),
      unwanted: new Set(),
      items: new Set(),
      isDoubled: false,
    };
    this.all.push(work);
    return work;
  }

  private workOf(id: string): Work {
    return this.works.get(keyOf(id))!;
  }

  private isOwn(value: string): boolean {
    return value.startsWith('work');
  }

  private readItem(id: string): Editable {
    return { id, ...this.server.get(id)! };
  }

  /** After 24 hours, the server does not recognise changes. Creations are left out: they would be done again. */
  private forget(): void {
    const isCreation = ([clientMutationId, id]: [string, string]): boolean =>
      this.creations.get(clientMutationId) === id;
    for (const one of [...this.done].filter((entry) => !isCreation(entry))) this.done.delete(one[0]);
  }

  private open(id: string | null): void {
    const keyOfNew = this.drafts.keyOfNew(keyOf('new'));
    const isRead = id !== null && this.read.has(id) && this.isLikely(0.3);
    const item = id === null ? BLANK : isRead ? this.read.get(id)! : this.readItem(id);
    if (id !== null) this.read.set(id, item);
    const draft = this.drafts.open(id === null ? keyOfNew : keyOf(id), item);
    const isBegun = this.drafts.isBegun(keyOfNew);
    if (id === null && !isBegun) this.works.set(keyOfNew, this.newWork());
    for (const [key, work] of this.works) {
      if (id !== null && key.startsWith(keyOf('new')) && work === this.workOf(id) && this.drafts.isBegun(key)) {
        work.isDoubled = true;
      }
    }
    // The form before is closed when this one is rendered.
    this.close();
    this.form = { draft, keyOfNew, item, work: id === null ? this.works.get(keyOfNew)! : this.workOf(id) };
    const unsubscribe = draft.subscribe(() => undefined);
    const release = this.drafts.hold(draft);
    this.leave = () => {
      unsubscribe();
      release();
    };
  }

  private close(): void {
    this.leave();
    this.leave = () => undefined;
    this.form = null;
  }

  /** What the form shows, as `useItemForm` has it. */
  private shown(): { readonly item: Editable; readonly draft: LocalDraft } | null {
    if (this.form === null) return null;
    const { draft, item } = this.form.draft.state();
    return { draft, item: item! };
  }

  private conflicts() {
    const shown = this.shown();
    if (shown?.draft.sent !== null || this.form!.draft.state().saving !== null) return [];
    return conflictsOf(shown.draft, shown.item.values);
  }

  private type(): void {
    if (this.form === null) return;
    const { draft, work } = this.form;
    const field = this.pick(FIELDS);
    const text = `${work.name} ${this.clock}`;
    this.typedAt.set(text, this.clock);
    draft.set(draft.state().item!.values, field, text);
    work.typed.set(field, text);
  }

  private typeBack(): void {
    const shown = this.shown();
    if (shown === null) return;
    const field = this.pick(FIELDS);
    const text = (shown.draft.changes[field]?.from ?? shown.item.values[field]) as string;
    this.form!.draft.set(shown.item.values, field, text);
    this.form!.work.typed.set(field, text);
    this.form!.work.typedBackAt.set(field, this.clock);
  }

  private save(): void {
    const form = this.form;
    if (form === null || this.conflicts().length > 0) return;
    const { draft, work, keyOfNew } = form;
    const isRunning = draft.state().saving !== null;
    const clicked = { at: this.clock, values: valuesOfChanges(draft.state().draft.changes) };
    const operations = {
      draftKeyOf: (id: string | null) => (id === null ? keyOfNew : keyOf(id)),
      send: (sent: SentInput) =>
        new Promise<Outcome<Editable>>((answer) => {
          for (const value of Object.values(sent.values) as string[]) {
            if (this.typedAt.get(value)! > clicked.at)
              throw new Error(`${value} was typed after the click that saves it`);
          }
          // A draft that has become that of an item has the same state.
          if (this.requests.some((other) => other.form.draft.state() === draft.state())) {
            throw new Error(`${draft.key} has two requests at once`);
          }
          this.requests.push({ form, sent, answer, outcome: null });
        }),
      load: (id: string) => Promise.resolve({ data: this.readItem(id), problems: null }),
    };
    void saveItem(draft, operations, () => ({})).then(
      ({ problems }) => {
        if (problems !== null || isRunning) return;
        // What is announced takes the place of the offer to undo.
        this.restore = null;
        for (const [field, value] of Object.entries(clicked.values) as [string, string][]) {
          // What was typed back since is not sent.
          const isTypedBack =
            (work.typedBackAt.get(field) ?? 0) > clicked.at || !this.isOwn(work.typed.get(field) ?? '');
          const isWanted = !work.unwanted.has(value) && !work.isDoubled && !isTypedBack;
          if (this.isOwn(value) && isWanted && !this.stored.has(value)) {
            this.broken.push(`${value} of ${field} is said to be saved`);
          }
        }
      },
      (error: unknown) => this.broken.push(String(error)),
    );
  }

  private readonly broken: string[] = [];

  /** The server takes a request whose answer is on its way. */
  private arrive(): void {
    const request = this.requests.find(({ outcome }) => outcome === null);
    if (request !== undefined) request.outcome = this.execute(request);
  }

  private execute({ form, sent }: Request): Outcome<Editable> {
    const known = this.done.get(sent.clientMutationId);
    if (known !== undefined) return { data: this.readItem(known), problems: null };
    const id = sent.id ?? `item${this.server.size}`;
    const before = this.server.get(id) ?? { version: 0, values: BLANK.values };
    if (sent.id !== null && sent.version !== before.version) return failed('CONFLICT', before.version);
    if (sent.id === null) {
      form.work.items.add(id);
      this.creations.set(sent.clientMutationId, id);
      this.works.set(keyOf(id), form.work);
    }
    for (const [field, value] of Object.entries(sent.values) as [string, string][]) {
      const replaced = before.values[field] as string;
      if (replaced.startsWith('other') && !this.seen.has(replaced)) throw new Error(`${replaced} is replaced unseen`);
      if (this.isOwn(value) && !value.startsWith(`${this.workOf(id).name} `)) throw new Error(`${id} gets ${value}`);
      this.stored.add(value);
    }
    this.server.set(id, { version: before.version + 1, values: { ...before.values, ...sent.values } });
    this.done.set(sent.clientMutationId, id);
    return { data: this.readItem(id), problems: null };
  }

  private answer(): void {
    const request = this.requests.shift();
    request?.answer(request.outcome ?? this.execute(request));
  }

  private lose(): void {
    const request = this.requests.shift();
    if (request?.outcome === null && this.isLikely(0.5)) this.execute(request);
    request?.answer(failed(this.pick(['OFFLINE', 'TIMEOUT', 'INTERNAL_SERVER_ERROR'])));
  }

  /** A refusal of what the server has not done. */
  private refuse(code: string): void {
    const request = this.requests[0];
    if (request?.outcome !== null) return;
    this.requests.shift();
    const isDone = code === 'REQUIRED' && this.done.has(request.sent.clientMutationId);
    request.answer(isDone ? this.execute(request) : failed(code));
  }

  private changeByOther(): void {
    const id = this.pick([...this.server.keys()]);
    const { version, values } = this.server.get(id)!;
    const change = { [this.pick(FIELDS)]: `other ${this.clock}` };
    this.server.set(id, { version: version + 1, values: { ...values, ...change } });
  }

  /** The screen reads the item anew. An answer that was sent earlier may come late. */
  private readAnew(): void {
    const id = this.shown()?.item.id ?? null;
    if (id === null) return;
    const isLate = this.read.has(id) && this.isLikely(0.3);
    const item = isLate ? this.read.get(id)! : this.readItem(id);
    this.read.set(id, item);
    this.form!.item = item;
    this.form!.draft.know(item);
  }

  private resolve(choice: 'mine' | 'theirs'): void {
    const conflict = this.conflicts()[0];
    if (conflict === undefined) return;
    if (choice === 'theirs') this.giveUp(this.form!.work, { [conflict.field]: conflict.mine });
    this.form!.draft.resolve(conflict, choice);
  }

  private giveUp(work: Work, values: FormValues): void {
    for (const [field, value] of Object.entries(values) as [string, string][]) {
      work.unwanted.add(value);
      work.typed.delete(field);
    }
  }

  /** The editor wants nothing of a draft any more, also if the server may have it. */
  private giveUpDraft(work: Work, draft: Draft): void {
    const { draft: now, saving } = draft.state();
    const { unconfirmed, sent, changes } = now;
    for (const values of [unconfirmed, sent?.values, saving, valuesOfChanges(changes)]) this.giveUp(work, values ?? {});
  }

  private discard(): void {
    // The form offers it only while nothing is being saved.
    if (this.form?.draft.state().saving !== null) return;
    const { form } = this;
    const { draft } = form.draft.state();
    this.giveUpDraft(form.work, form.draft);
    this.restore = { form: { ...form }, draft, undo: form.draft.discard() };
    this.beginAnother(form);
  }

  /** What is typed in the form of a new item after a discard belongs to another one. */
  private beginAnother(form: Form): void {
    if (form.draft.isCreated || form.item.id !== null || form.draft.state().saving !== null) return;
    form.work = this.newWork();
    this.works.set(form.draft.key, form.work);
  }

  private undo(): void {
    if (this.restore === null) return;
    const { form, draft, undo } = this.restore;
    this.restore = null;
    const { key } = form.draft;
    const isNew = form.item.id === null;
    // What was typed since in the form of another new item would become a part of the same one.
    if (isNew && (form.draft.isCreated || this.drafts.isBegun(key) || this.drafts.at(key).state().saving !== null))
      return;
    undo();
    for (const [field, text] of Object.entries(valuesOfChanges(form.draft.state().draft.changes)) as [
      string,
      string,
    ][]) {
      if (!(field in draft.changes)) continue;
      form.work.unwanted.delete(text);
      form.work.typed.set(field, text);
    }
    // It was created, and the item was opened, before the answer came.
    if (isNew && [...form.work.items].some((id) => this.read.has(id))) form.work.isDoubled = true;
    if (isNew) this.works.set(key, form.work);
    if (isNew && this.form?.draft === form.draft) this.form.work = form.work;
  }

  private reload(): void {
    // What the browser had no room for is lost, as the form has said.
    for (const [key, work] of this.works) {
      if (!this.drafts.at(key).state().isOnlyOnScreen) continue;
      work.isDoubled = true;
      work.typed.clear();
    }
    for (const request of this.requests) if (request.outcome === null && this.isLikely(0.5)) this.execute(request);
    this.requests = [];
    this.drafts = new Drafts();
    this.read.clear();
    this.form = null;
    this.restore = null;
  }

  private discardInOtherTab(): void {
    if (this.isLikely(0.7)) return;
    for (const key of storedKeys()) {
      const work = this.works.get(key)!;
      if (this.drafts.at(key).state().saving !== null) work.isDoubled = true;
      this.giveUpDraft(work, this.drafts.at(key));
      this.storage.removeItem(key);
      this.drafts.follow(key);
      if (this.form !== null && this.form.draft.key === key) this.beginAnother(this.form);
    }
    this.restore = null;
  }

  private checkShown({ id, version, values }: Editable): void {
    for (const value of Object.values(values)) this.seen.add(value as string);
    if (id === null) return;
    if (version! < (this.shownVersions.get(id) ?? 0)) throw new Error(`${id} is shown as it was before`);
    this.shownVersions.set(id, version!);
  }

  private check(): void {
    if (this.broken.length > 0) throw new Error(this.broken.join('; '));
    const shown = this.shown();
    if (shown !== null) this.checkShown(shown.item);
    for (const { field, theirs } of this.conflicts()) {
      const { unwanted, isDoubled } = this.form!.work;
      // A draft remembers one value of each field that may have been saved.
      const isForgotten = (shown!.draft.unconfirmed[field] ?? theirs) !== theirs;
      if (this.isOwn(theirs as string) && !unwanted.has(theirs as string) && !isDoubled && !isForgotten) {
        throw new Error(`${theirs as string} is shown as somebody else's`);
      }
      this.seen.add(theirs as string);
    }
    const kept = new Set<string>();
    for (const [key, work] of this.works) {
      for (const { changes } of [readDraft(key), this.drafts.at(key).state().draft]) {
        for (const value of Object.values(valuesOfChanges(changes)) as string[]) {
          kept.add(value);
          if (this.isOwn(value) && !value.startsWith(`${work.name} `)) throw new Error(`${key} has ${value}`);
        }
      }
    }
    for (const { name, typed, items, isDoubled } of this.all) {
      if (isDoubled) continue;
      if (items.size > 1) throw new Error(`${name} was created ${items.size} times`);
      for (const [field, text] of typed) {
        if (this.isOwn(text) && !kept.has(text) && !this.stored.has(text))
          throw new Error(`${text} of ${field} is lost`);
      }
    }
  }
}
