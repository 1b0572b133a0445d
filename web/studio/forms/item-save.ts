import type { Outcome, Problem } from '../outcome';
import type { Draft, Editable } from './draft';
import { conflictsOf, notDiscarded } from './draft-changes';
import type { FormValues } from './form-values';
import type { DraftKey, SentInput } from './local-draft';
import { isStale, withFailure, withSent } from './sent-input';

/** How an item is saved and read. */
export interface ItemOperations<T extends Editable> {
  /** @param id null for a new item */
  readonly draftKeyOf: (id: string | null) => DraftKey;
  readonly send: (sent: SentInput) => Promise<Outcome<T>>;
  /** Reads the item as it is now. */
  readonly load: (id: string) => Promise<Outcome<T>>;
  /**
   * Says why the changes cannot be saved on the item as the server has it now, which the editor may not have seen. Absent: they
   * always can.
   */
  readonly findObstacle?: (base: T) => Problem | null;
  /**
   * Leaves the response to the input of a new item to another tab, if that has taken over its form. Returns true if it has. Absent:
   * none can.
   */
  readonly leaveToOtherTab?: (sent: SentInput, outcome: Outcome<T>) => Promise<boolean>;
}

interface Delivery<T> {
  readonly outcome: Outcome<T>;
  /**
   * True if the save ends here: another tab has taken over the form of the new item, or the input has failed and is no longer that of
   * the draft, because it was discarded or another tab has sent another one.
   */
  readonly isGivenUp: boolean;
}

/** Values that are sent beside the changes of the editor. */
export type MoreValues = (shown: FormValues) => FormValues;

/** How often a save is tried again because others save at the same time. */
const MAX_REBASES = 5;

/**
 * Saves what the editor has typed so far. An input that was not answered is sent again first, so that the server does its work
 * once. What others have changed meanwhile is merged.
 */
export function saveItem<T extends Editable>(
  draft: Draft<T>,
  { draftKeyOf, send, load, findObstacle, leaveToOtherTab }: ItemOperations<T>,
  also: MoreValues,
): Promise<Outcome<T>> {
  const isPending = ({ clientMutationId }: SentInput): boolean =>
    draft.state().draft.sent?.clientMutationId === clientMutationId;

  const deliver = async (sent: SentInput): Promise<Delivery<T>> => {
    const isRepeated = isPending(sent);
    draft.change((before) => withSent(before, sent));
    const outcome = await send(sent);
    if (sent.id === null && (await leaveToOtherTab?.(sent, outcome)) === true) return { outcome, isGivenUp: true };
    const isGivenUp = outcome.problems !== null && !isPending(sent);
    if (outcome.problems === null) draft.answer(sent, outcome.data, draftKeyOf);
    else draft.change((before) => withFailure(before, sent, outcome.problems, isRepeated));
    return { outcome, isGivenUp };
  };

  /** Sends what was typed, unless it was discarded meanwhile. */
  const sendOn = async (base: T, typed: FormValues): Promise<Delivery<T>> => {
    const mine = notDiscarded(typed, draft.state().draft);
    const values = { ...(base.id === null && base.values), ...mine, ...also({ ...base.values, ...mine }) };
    if (Object.keys(values).length === 0) return { outcome: { data: base, problems: null }, isGivenUp: false };
    const obstacle = findObstacle?.(base) ?? null;
    if (obstacle !== null) return { outcome: { data: null, problems: [obstacle] }, isGivenUp: false };
    return deliver({ clientMutationId: crypto.randomUUID(), id: base.id, version: base.version, values });
  };

  return draft.save(async (typed) => {
    const { sent } = draft.state().draft;
    if (sent !== null) {
      const { outcome, isGivenUp } = await deliver(sent);
      if (isGivenUp || (outcome.problems !== null && draft.state().draft.sent !== null)) return outcome;
      await draft.waitForOthers();
    }
    for (let attempt = 0; ; attempt += 1) {
      const base = draft.state().item!;
      if (conflictsOf(draft.state().draft, base.values).length > 0) return changedMeanwhile(base);
      const { outcome, isGivenUp } = await sendOn(base, typed);
      if (outcome.problems === null || isGivenUp || !isStale(outcome.problems)) return outcome;
      const reread = await load(base.id!);
      if (reread.problems !== null) return reread;
      draft.know(reread.data);
      if (attempt === MAX_REBASES) return outcome;
    }
  });
}

function changedMeanwhile({ version }: Editable): Outcome<never> {
  return { data: null, problems: [{ code: 'CONFLICT', field: null, message: '', version }] };
}
