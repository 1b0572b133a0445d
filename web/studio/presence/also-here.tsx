import { type ReactElement, useEffect } from 'react';
import { useSubscription } from 'urql';
import { StudioPresenceDocument, type StudioPresenceSubscription } from '../../../clients/typescript/src/index.js';
import { useInterface } from '../interface';
import './presence.css';

/** Milliseconds after which a subscription that has ended begins anew. */
const PAUSE_MS = 5_000;

interface AlsoHereProps {
  readonly id: string;
  /** Called when the item is in the trash, or the editor may not edit it. */
  readonly onRefused: () => void;
}

/** Says who else has the item open. While it is shown, others see that this editor has. */
export function AlsoHere({ id, onRefused }: AlsoHereProps): ReactElement {
  const { t, locale } = useInterface();
  const [{ data, error, fetching }, subscribe] = useSubscription<StudioPresenceSubscription>({
    query: String(StudioPresenceDocument),
    variables: { id },
  });
  const isRefused = error?.graphQLErrors.some(({ extensions }) => extensions['code'] === 'NOT_FOUND') === true;
  useEffect(() => {
    if (isRefused) onRefused();
  }, [isRefused]);
  // A lost connection is tried again a few times, then the subscription ends; so it does when the session ends. Without an error,
  // only `fetching` tells: it is true before the first result, and again after the end.
  const hasEnded = error !== undefined || (fetching && data !== undefined);
  useEffect(() => {
    if (!hasEnded || isRefused) return undefined;
    const timer = setTimeout(subscribe, PAUSE_MS);
    return () => {
      clearTimeout(timer);
    };
    // Each failure is another error.
  }, [hasEnded, error, isRefused, subscribe]);
  const names = (data?.presenceChanged.others ?? []).map(({ name }) => name ?? t('presence.someone'));
  return (
    <p className="also-here" role="status">
      {names.length > 0 && t('presence.also', { names: new Intl.ListFormat(locale).format(names) })}
    </p>
  );
}
