import type { FieldValue, FormValues } from './form-values';

/** A change of a field: the value that the editor saw and the one that the editor gave it. */
export interface FieldChange {
  readonly from: FieldValue;
  readonly to: FieldValue;
}

/** An input that was sent, and of which it is not known whether the server has taken it. */
export interface SentInput {
  /** Makes the server do the work once, however often the input is sent. */
  readonly clientMutationId: string;
  /** Item that the input changes; null for a new one. */
  readonly id: string | null;
  /** Version that the input is based on; null for a new item. */
  readonly version: number | null;
  readonly values: FormValues;
}

/** What an editor has typed and not saved. */
export interface LocalDraft {
  readonly changes: Readonly<Record<string, FieldChange>>;
  readonly sent: SentInput | null;
  /** Values that were sent before, and that the server may have although it has not said so. They are the editor's own. */
  readonly unconfirmed: FormValues;
  /** Time of the last change. */
  readonly changedAt: string;
}

export const emptyDraft: LocalDraft = { changes: {}, sent: null, unconfirmed: {}, changedAt: '' };

/** Names a draft: per account and item, or per account and type for a new item. */
export type DraftKey = string;

const KEPT = 'entente.studio.draft';
const SECRET = 'secret';

export function draftKeyOf(accountId: string, ...item: readonly string[]): DraftKey {
  return [KEPT, accountId, ...item].join(':');
}

/** The key of a draft that may contain a secret, which the browser therefore does not keep. It ends with the page. */
export function secretDraftKeyOf(accountId: string, ...item: readonly string[]): DraftKey {
  return [SECRET, accountId, ...item].join(':');
}

export function isSecret(key: DraftKey): boolean {
  return key.startsWith(`${SECRET}:`);
}

export function translationDraftKeyOf(accountId: string, type: string, id: string, locale: string): DraftKey {
  return draftKeyOf(accountId, type, id, 'translation', locale);
}

/** The keys of all drafts that the browser keeps. */
export function storedKeys(): DraftKey[] {
  return Array.from({ length: localStorage.length }, (_, index) => localStorage.key(index)!).filter((key) =>
    key.startsWith(`${KEPT}:`),
  );
}

/** The keys of all drafts of an account that the browser keeps. */
export function draftKeysOf(accountId: string): DraftKey[] {
  return storedKeys().filter((key) => key.startsWith(draftKeyOf(accountId, '')));
}

export function readDraft(key: DraftKey): LocalDraft {
  const stored = localStorage.getItem(key);
  if (stored === null) return emptyDraft;
  // A draft of an earlier version of the studio may lack a part, and the time if nothing was typed.
  const draft = { ...emptyDraft, ...(JSON.parse(stored) as Partial<LocalDraft>) };
  return { ...draft, changedAt: draft.changedAt || new Date().toISOString() };
}

/**
 * Keeps a draft at once, so that a crash loses nothing. One without changes is removed, and one that may be secret is not kept.
 *
 * @returns false if the browser has no room for it
 */
export function writeDraft(key: DraftKey, draft: LocalDraft): boolean {
  if (isSecret(key)) return true;
  try {
    if (isEmpty(draft)) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}

export function isEmpty({ changes, sent }: LocalDraft): boolean {
  return Object.keys(changes).length === 0 && sent === null;
}
