import { Fragment, type ReactElement, type ReactNode } from 'react';
import { withElements } from '../../shared/with-elements';
import { type MessageKey, type Translate, useInterface } from '../interface';
import type { Problem } from '../outcome';
import { Button } from './button';

/** The codes that have a message of their own in each language, of the server and of forms. Others show what the server says. */
const KNOWN = [
  'CANCELLED',
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
  'ORIGINAL_CHANGED',
  'OVERLOADED',
  'PARTLY_DONE',
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

/** The codes whose message is what the server says. That of others is what the editor has typed, or is not shown. */
const SAID_BY_SERVER: readonly string[] = ['CONFLICT', 'INCONSISTENT', 'INVALID', 'TOO_LONG', 'WRONG_ADDRESS'];

/** A problem in the language of the interface. What the server says, which is in English, makes it exact. */
export function describeProblem(t: Translate, { code, message, version, uses }: Problem): ReactNode {
  if (code === 'CONFLICT' && version !== null) return t('problem.stale');
  if (uses !== undefined) return t('problem.inUse', { count: uses });
  const known = KNOWN.find((one) => one === code);
  if (known === undefined) return <ServerText text={message} />;
  const key = `problem.${known}` satisfies MessageKey;
  if (!SAID_BY_SERVER.includes(known)) return t(key, { message });
  return withElements(t, key, { message: <ServerText text={message} /> });
}

/** Different problems one after another; null if there are none. */
export function describeProblems(t: Translate, problems: readonly Problem[]): ReactNode {
  const descriptions = problems.map((problem) => [describeProblem(t, problem), problem.message] as const);
  // Two texts of the interface are equal if they read alike. Two elements are if the server says the same.
  const different = new Map(
    descriptions.map(([shown, message]) => [typeof shown === 'string' ? shown : message, shown]),
  );
  if (different.size === 0) return null;
  return [...different].map(([key, shown], index) => (
    <Fragment key={key}>
      {index > 0 && ' '}
      {shown}
    </Fragment>
  ));
}

/** What the server says, which is in English whatever the language of the interface is. */
export function ServerText({ text }: { readonly text: string }): ReactElement {
  return <span lang="en">{text}</span>;
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
