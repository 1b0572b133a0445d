import { useEffect, useState, useSyncExternalStore } from 'react';
import { useLeaveWarning } from '../ui/loss';
import type { Draft, DraftState, Editable } from './draft';
import { drafts } from './drafts';
import type { DraftKey } from './local-draft';

/** A draft, and what a form shows of it. */
type ShownDraft<T extends Editable> = DraftState<T> & { readonly kept: Draft<T> };

/**
 * Opens a draft, which the form shows as long as it is there.
 *
 * @param item what the form edits; null: the form creates something, and does not show it afterwards
 */
export function useDraft<T extends Editable>(key: DraftKey, item: T | null): ShownDraft<T> {
  const [kept] = useState(() => drafts.open(key, item));
  const state = useSyncExternalStore(kept.subscribe, kept.state, kept.state);
  // After the form no longer listens.
  useEffect(() => drafts.hold(kept), [kept]);
  useLeaveWarning('form', state.isOnlyOnScreen ? 1 : 0);
  return { ...state, kept };
}
