import type { Outcome } from '../api';
import { useInterface } from '../interface';
import { useAnnounce } from '../ui/announcements';
import { draftAfter, valuesOfChanges, valuesWith, withChange } from './draft-changes';
import { type FormValues, isSameValues } from './form-values';
import { type DraftKey, isEmpty } from './local-draft';
import { withFailure, withSent } from './sent-input';
import { useLocalDraft } from './use-local-draft';

/** A small form that creates something. */
export interface KeptForm<V extends FormValues> {
  readonly values: V;
  /** The values that the editor has given fields, also if the server has got them meanwhile. */
  readonly changed: Partial<V>;
  readonly set: <K extends keyof V & string>(field: K, value: V[K]) => void;
  /** Time of the last change of what was found in the browser when the form was opened; null if there was nothing. */
  readonly restoredFrom: string | null;
  /** True if something was typed and not sent. */
  readonly isChanged: boolean;
  /** True if the browser cannot keep what is typed. */
  readonly isOnlyOnScreen: boolean;
  /**
   * Sends what was typed, and forgets it when the server has taken it. Values that were not answered are sent again with the same
   * id, so that the server does the work once.
   */
  readonly send: <D>(change: (clientMutationId: string) => Promise<Outcome<D>>) => Promise<Outcome<D>>;
  /** Forgets what was typed, which can be undone. */
  readonly cancel: () => void;
}

/**
 * Keeps what is typed in the browser until it is sent or discarded.
 *
 * @param draftKey null if the browser must not keep it, as it may be secret
 */
export function useKeptForm<V extends FormValues>(draftKey: DraftKey | null, initial: V): KeptForm<V> {
  const { t } = useInterface();
  const announce = useAnnounce();
  const { draft, latest, restoredFrom, isOnlyOnScreen, keep, discard } = useLocalDraft(draftKey);
  return {
    values: valuesWith(initial, draft.changes) as V,
    changed: valuesOfChanges(draft.changes) as Partial<V>,
    set: (field, value) => {
      keep((before) => withChange(before, initial, field, value));
    },
    restoredFrom,
    isChanged: !isEmpty(draft),
    isOnlyOnScreen,
    send: async (change) => {
      const { sent: before, changes } = latest();
      const values = valuesOfChanges(changes);
      const isRepeated = before !== null && isSameValues(before.values, values);
      const sent = isRepeated ? before : { clientMutationId: crypto.randomUUID(), id: null, version: null, values };
      keep((kept) => withSent(kept, sent));
      const outcome = await change(sent.clientMutationId);
      if (outcome.problems === null) keep((kept) => draftAfter(kept, values));
      else keep((kept) => withFailure(kept, outcome.problems, isRepeated));
      return outcome;
    },
    cancel: () => {
      if (isEmpty(latest())) return;
      const restore = discard();
      announce(t('form.discarded'), () => {
        restore();
        return Promise.resolve();
      });
    },
  };
}
