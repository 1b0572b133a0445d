import { useCallback, useEffect, useRef, useState } from 'react';
import { useLeaveWarning } from '../ui/loss';
import { type DraftKey, emptyDraft, isEmpty, type LocalDraft, readDraft, writeDraft } from './local-draft';

/** A draft that the browser keeps with each change. */
export interface KeptDraft {
  /** The draft that the screen shows. */
  readonly draft: LocalDraft;
  /** The draft as it is now, also before the screen shows it. */
  readonly latest: () => LocalDraft;
  /** Time of the last change of what was found in the browser at first; null if there was nothing, or if it has been saved. */
  readonly restoredFrom: string | null;
  /** True if the browser cannot keep what is typed. */
  readonly isOnlyOnScreen: boolean;
  /** Always the same function. */
  readonly keep: (change: (draft: LocalDraft) => LocalDraft) => void;
  /** Keeps the draft elsewhere from the next change on, as that of an item that has been created. */
  readonly moveTo: (key: DraftKey) => void;
  /** True if the form is no longer shown. Another one may have changed the draft. */
  readonly isGone: () => boolean;
  /** Says that everything found at first has been saved. */
  readonly settle: () => void;
  /** Forgets the draft. Returns a function that brings it back. */
  readonly discard: () => () => void;
}

/** @param firstKey where the browser keeps the draft; null: nowhere, so that it ends with the screen */
export function useLocalDraft(firstKey: DraftKey | null): KeptDraft {
  const key = useRef(firstKey);
  const [draft, setDraft] = useState(() => readDraft(firstKey));
  const [restoredFrom, setRestoredFrom] = useState(isEmpty(draft) ? null : draft.changedAt);
  const [isOnlyOnScreen, setOnlyOnScreen] = useState(false);
  useLeaveWarning('form', isOnlyOnScreen ? 1 : 0);
  const latest = useRef(draft);
  const isShown = useRef(true);
  useEffect(() => {
    isShown.current = true;
    return () => {
      isShown.current = false;
    };
  }, []);
  const keep = useCallback<KeptDraft['keep']>((change) => {
    latest.current = change(isShown.current ? latest.current : readDraft(key.current));
    setDraft(latest.current);
    setOnlyOnScreen(!writeDraft(key.current, latest.current));
  }, []);
  const settle = (): void => {
    setRestoredFrom(null);
  };
  return {
    draft,
    latest: () => latest.current,
    restoredFrom,
    isOnlyOnScreen,
    keep,
    moveTo: (next) => {
      key.current = next;
    },
    isGone: () => !isShown.current,
    settle,
    discard: () => {
      const discarded = latest.current;
      keep(() => emptyDraft);
      settle();
      return () => {
        keep(() => discarded);
      };
    },
  };
}
