import { Draft, type Editable } from './draft';
import { type DraftKey, isEmpty, readDraft, storedKeys } from './local-draft';

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
