import type { ReactElement } from 'react';
import { useInterface } from '../interface';
import type { LocalTime } from '../local-time';
import { actorText } from './access-log-actor';
import type { LogEntry } from './access-log-pages';

/** The entries of a log by days of the editor's clock, newest first. */
export function AccessTimeline({ entries }: { readonly entries: readonly LogEntry[] }): ReactElement {
  const { t, clock } = useInterface();
  return (
    <ol className="timeline">
      {byDay(entries, clock).map(([day, ofDay]) => (
        <li key={day}>
          <strong>{day}</strong>
          <ol>
            {ofDay.map((entry) => (
              <li key={entry.id} className={entry.action === 'UNLOCK_REFUSED' ? 'refused' : undefined}>
                {clock.timeOf(entry.at)} · {actorText(t, entry)} · {t(`log.${entry.action}`)}
              </li>
            ))}
          </ol>
        </li>
      ))}
    </ol>
  );
}

/** The entries of each day, in their order. */
function byDay(
  entries: readonly LogEntry[],
  clock: LocalTime,
): readonly (readonly [day: string, entries: readonly LogEntry[]])[] {
  const days = [...new Set(entries.map(({ at }) => clock.dayOf(at)))];
  return days.map((day) => [day, entries.filter(({ at }) => clock.dayOf(at) === day)]);
}
