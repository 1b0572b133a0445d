import { Draft, type Editable } from './draft';
import { type DraftKey, isEmpty, readDraft, storedKeys } from './local-draft';

/**
 * How many drafts that are neither shown nor begun are kept. The latest ones know the newest version of their item, which a list
 * may open again before it has been read anew.
 */
const MAX_IDLE = 20;

/** The drafts of a tab, each of which is one object. */
export class Drafts {
  private readonly all = new Map<DraftKey, Draft>();

  /** The draft that has a key. One that belonged to a new item is not found any more when the item exists. */
  readonly at = (key: DraftKey): Draft => {
    const known = this.known(key);
    if (known !== undefined) return known;
    const draft = new Draft(key, this.at);
    this.all.set(key, draft);
    return draft;
  };

  /**
   * The draft that a form shows which is opened.
   *
   * @param item what the form edits; null: it creates something, and need not know it afterwards
   */
  open<T extends Editable>(key: DraftKey, item: T | null): Draft<T> {
    // Items of one type have the drafts of a key.
    const draft = this.at(key) as unknown as Draft<T>;
    draft.open(item);
    return draft;
  }

  /**
   * Keeps a draft that a form shows as the latest one. Returns a function for the end of the form, which forgets drafts that are
   * neither shown nor begun.
   */
  hold(draft: Draft): () => void {
    this.all.delete(draft.key);
    this.all.set(draft.key, draft);
    return () => {
      const idle = [...this.all.values()].filter(({ isIdle }) => isIdle);
      for (const { key } of idle.slice(0, -MAX_IDLE)) this.all.delete(key);
    };
  }

  /** True if something was typed and not saved. */
  isBegun(key: DraftKey): boolean {
    return !isEmpty(this.known(key)?.state().draft ?? readDraft(key));
  }

  /**
   * The key of a new item whose form is opened: of one that was begun, or of another one. One that is being saved is left alone,
   * so that nothing that is typed in the form becomes a part of it.
   */
  keyOfNew(key: DraftKey): DraftKey {
    const others = [...storedKeys(), ...this.all.keys()].filter((one) => one.startsWith(`${key}:`));
    const isSaved = (one: DraftKey): boolean => this.known(one)?.state().saving != null;
    const begun = [key, ...others.toSorted()].find((one) => this.isBegun(one) && !isSaved(one));
    return begun ?? (isSaved(key) ? `${key}:${crypto.randomUUID()}` : key);
  }

  /** Takes what another tab has changed in the browser. */
  follow(key: DraftKey): void {
    this.known(key)?.reread();
  }

  private known(key: DraftKey): Draft | undefined {
    const draft = this.all.get(key);
    return draft?.isCreated === true ? undefined : draft;
  }
}

export const drafts = new Drafts();
