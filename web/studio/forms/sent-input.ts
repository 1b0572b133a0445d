import type { Problem } from '../outcome';
import type { LocalDraft, SentInput } from './local-draft';

/** With these, it is not known whether the server has done the work. */
const UNANSWERED = ['OFFLINE', 'TIMEOUT', 'CANCELLED', 'INTERNAL_SERVER_ERROR'];

/** With these, the server has not looked at the input, and so says nothing about an earlier attempt. */
const NOT_RUN = ['SESSION_ENDED', 'TOO_MANY_REQUESTS', 'OVERLOADED'];

/** True if it is not known whether the server has done what it was asked to. */
export function isUnanswered(problems: readonly Problem[]): boolean {
  return problems.some(({ code }) => UNANSWERED.includes(code));
}

/** True if it is still not known whether the server has done what it was asked to when it was sent before. */
export function isStillUnanswered(problems: readonly Problem[]): boolean {
  return isUnanswered(problems) || problems.some(({ code }) => NOT_RUN.includes(code));
}

/** True if somebody else has changed the item meanwhile. */
export function isStale(problems: readonly Problem[]): boolean {
  return problems.some(({ code, version }) => code === 'CONFLICT' && version !== null);
}

/** The draft while an input is sent. If one before was not answered, the server may have its values. */
export function withSent(draft: LocalDraft, sent: SentInput): LocalDraft {
  const { sent: before, unconfirmed } = draft;
  // Nothing may have been typed, as when only a state is saved.
  const changedAt = draft.changedAt || new Date().toISOString();
  if (before === null || before.clientMutationId === sent.clientMutationId) return { ...draft, sent, changedAt };
  return { ...draft, sent, unconfirmed: { ...unconfirmed, ...before.values }, changedAt };
}

/**
 * The draft when an input has failed.
 *
 * @param isRepeated true if it was sent before, and not answered
 */
export function withFailure(
  draft: LocalDraft,
  { clientMutationId, values }: SentInput,
  problems: readonly Problem[],
  isRepeated: boolean,
): LocalDraft {
  // It may have been discarded meanwhile.
  if (draft.sent?.clientMutationId !== clientMutationId) return draft;
  if (isRepeated ? isStillUnanswered(problems) : isUnanswered(problems)) return draft;
  // The server recognises a repetition for 24 hours. What it refuses later may be what it has done then.
  return { ...draft, sent: null, ...(isRepeated && { unconfirmed: { ...draft.unconfirmed, ...values } }) };
}
