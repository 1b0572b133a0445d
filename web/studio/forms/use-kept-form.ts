import { useInterface } from '../interface';
import type { Outcome } from '../outcome';
import { useAnnounce } from '../ui/announcements';
import { valuesOfChanges, valuesWith } from './draft-changes';
import type { FormValues } from './form-values';
import { type DraftKey, isEmpty } from './local-draft';
import { submitDraft } from './submit-draft';
import { useDraft } from './use-draft';

/** A small form that creates something. */
export interface KeptForm<V extends FormValues> {
  readonly values: V;
  /** The values that the editor has given fields, also if the server has got them meanwhile. */
  readonly changed: Partial<V>;
  readonly set: <K extends keyof V & string>(field: K, value: V[K]) => void;
  /** Time of the last change of what was found in the browser when the form was opened; null if there was nothing. */
  readonly restoredFrom: string | null;
  readonly isSaving: boolean;
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

/** Keeps what is typed until it is sent or discarded. */
export function useKeptForm<V extends FormValues>(draftKey: DraftKey, initial: V): KeptForm<V> {
  const { t } = useInterface();
  const announce = useAnnounce();
  const { kept, draft, restoredFrom, isOnlyOnScreen, saving } = useDraft(draftKey, null);
  return {
    values: valuesWith(initial, draft.changes) as V,
    changed: valuesOfChanges(draft.changes) as Partial<V>,
    set: (field, value) => {
      kept.set(initial, field, value);
    },
    restoredFrom,
    isSaving: saving !== null,
    isChanged: !isEmpty(draft),
    isOnlyOnScreen,
    send: (change) => submitDraft(kept, null, ({ clientMutationId }) => change(clientMutationId)),
    cancel: () => {
      if (isEmpty(kept.state().draft)) return;
      const restore = kept.discard();
      announce(t('form.discarded'), () => {
        restore();
        return Promise.resolve();
      });
    },
  };
}
