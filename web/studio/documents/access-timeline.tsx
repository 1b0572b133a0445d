import type { ReactElement } from 'react';
import { useInterface } from '../interface';
import type { LogEntry } from './access-log-pages';

/** The entries of a log by day, in UTC, newest first. */
export function AccessTimeline({ entries }: { readonly entries: readonly LogEntry[] }): ReactElement {
  const { t, dates } = useInterface();
  return (
    <ol className="timeline">
      {byDay(entries).map(([day, ofDay]) => (
        <li key={day}>
          <strong>{dates.partial(day)}</strong>
          <ol>
            {ofDay.map(({ id, at, action, by }) => (
              <li key={id} className={action === 'UNLOCK_REFUSED' ? 'refused' : undefined}>
                {at.slice(11, 16)} · {by} · {t(`log.${action}`)}
              </li>
            ))}
          </ol>
        </li>
      ))}
    </ol>
  );
}

/** The entries of each day, in their order. */
function byDay(entries: readonly LogEntry[]): readonly (readonly [day: string, entries: readonly LogEntry[]])[] {
  const days = [...new Set(entries.map(({ at }) => at.slice(0, 10)))];
  return days.map((day) => [day, entries.filter(({ at }) => at.startsWith(day))]);
}
