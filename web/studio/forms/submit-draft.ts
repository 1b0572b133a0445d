import type { Outcome } from '../outcome';
import type { Draft } from './draft';
import { draftAfter, notDiscarded } from './draft-changes';
import { type FormValues, isSameValues } from './form-values';
import type { SentInput } from './local-draft';
import { withFailure, withSent } from './sent-input';

/**
 * Sends what was typed in a form that creates something or closes then. Values that were not answered are sent again with the same
 * id and version, so that the server does the work once.
 *
 * @param version the version that the change is based on; null if it is based on none
 * @param first what was typed when the change was sent first, if somebody else has changed the item since; absent: it is now
 */
export function submitDraft<D>(
  draft: Draft,
  version: number | null,
  send: (sent: SentInput) => Promise<Outcome<D>>,
  first?: FormValues,
): Promise<Outcome<D>> {
  return draft.save(async (typed) => {
    const values = first === undefined ? typed : notDiscarded(first, draft.state().draft);
    const { sent: before } = draft.state().draft;
    const isRepeated = before !== null && isSameValues(before.values, values);
    const sent = isRepeated ? before : { clientMutationId: crypto.randomUUID(), id: null, version, values };
    draft.change((now) => withSent(now, sent));
    const outcome = await send(sent);
    draft.change((now) =>
      outcome.problems === null ? draftAfter(now, sent) : withFailure(now, sent, outcome.problems, isRepeated),
    );
    return outcome;
  });
}
