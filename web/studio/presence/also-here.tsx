import { type ReactElement, useEffect, useEffectEvent, useState } from 'react';
import { StudioPresenceDocument, type StudioPresenceSubscription } from '../../../clients/typescript/src/studio.js';
import { useApi } from '../api';
import { useInterface } from '../interface';
import { pauseBeforeRetry } from '../retry-pause';
import { useSession } from '../session';
import './presence.css';

interface AlsoHereProps {
  readonly id: string;
  /** Called when the item is in the trash, or the editor may not edit it. */
  readonly onRefused: () => void;
}

/** Says who else has the item open. While it is shown, others see that this editor has. */
export function AlsoHere({ id, onRefused }: AlsoHereProps): ReactElement {
  const { t, locale } = useInterface();
  const api = useApi();
  const { hasEnded } = useSession();
  const [others, setOthers] = useState<StudioPresenceSubscription['presenceChanged']['others']>([]);
  const refused = useEffectEvent(onRefused);
  useEffect(() => {
    // The next session has a connection of its own.
    if (hasEnded) return undefined;
    let isShown = true;
    let failures = 0;
    let end = (): void => undefined;
    const begin = (): void => {
      if (!isShown) return;
      end = api.subscribe(
        StudioPresenceDocument,
        { id },
        {
          onData: ({ presenceChanged }) => {
            failures = 0;
            setOthers(presenceChanged.others);
          },
          onEnd: (problems) => {
            if (problems.some(({ code }) => code === 'NOT_FOUND')) refused();
            else void pauseBeforeRetry(failures++).then(begin);
          },
        },
      );
    };
    begin();
    return () => {
      isShown = false;
      end();
    };
  }, [api, hasEnded, id]);
  const names = others.map(({ name }) => name ?? t('presence.someone'));
  return (
    <p className="also-here" role="status">
      {names.length > 0 && t('presence.also', { names: new Intl.ListFormat(locale).format(names) })}
    </p>
  );
}
