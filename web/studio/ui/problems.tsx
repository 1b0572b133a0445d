import type { ReactElement } from 'react';
import type { Problem } from '../api';
import { type MessageKey, type Translate, useInterface } from '../interface';
import { Button } from './button';

/** The codes that have a message of their own in each language, of the server and of forms. Others show what the server says. */
const KNOWN = [
  'CONFLICT',
  'FORBIDDEN',
  'INCONSISTENT',
  'INTERNAL_SERVER_ERROR',
  'INVALID',
  'NOT_A_CODE',
  'NOT_A_COUNT',
  'NOT_A_COUNTRY',
  'NOT_A_CURRENCY',
  'NOT_A_DATE',
  'NOT_A_DAY',
  'NOT_AN_AMOUNT',
  'NOT_AN_EDITOR',
  'NOT_FOUND',
  'OFFLINE',
  'OVERLOADED',
  'REQUIRED',
  'SESSION_ENDED',
  'TAKEN',
  'TIMEOUT',
  'TOO_LONG',
  'TOO_MANY_REQUESTS',
  'UNAUTHENTICATED',
  'UNKNOWN',
  'WRONG_ADDRESS',
] as const;

/** A problem in the language of the interface. What the server says, which is in English, makes it exact. */
export function describeProblem(t: Translate, { code, message, version, uses }: Problem): string {
  if (code === 'CONFLICT' && version !== null) return t('problem.stale');
  if (uses !== undefined) return t('problem.inUse', { count: uses });
  const known = KNOWN.find((one) => one === code);
  if (known === undefined) return message;
  return t(`problem.${known}` satisfies MessageKey, { message });
}

interface ProblemsProps {
  readonly problems: readonly Problem[];
  readonly onRetry?: (() => void) | undefined;
}

/** What went wrong with something as a whole. Shows nothing if nothing did. */
export function Problems({ problems, onRetry }: ProblemsProps): ReactElement | null {
  const { t } = useInterface();
  // The dialog in which the editor signs in again says so. Afterwards it is not true any more.
  const shown = problems.filter(({ code }) => code !== 'SESSION_ENDED');
  if (shown.length === 0) return null;
  return (
    <div className="problems" role="alert">
      {shown.map((problem, index) => (
        <p key={index}>{describeProblem(t, problem)}</p>
      ))}
      {onRetry !== undefined && <Button onPress={onRetry}>{t('action.retry')}</Button>}
    </div>
  );
}
