import type { ReactElement } from 'react';
import { ItemLink } from '../content/item-link';
import { useInterface } from '../interface';
import type { CalendarEntry } from './entry-list';
import type { Month } from './month';

/** Weeks begin on Monday, as in all languages of the interface but for a part of the readers of English. */
const MONDAY = 1;

interface MonthTableProps {
  readonly label: string;
  readonly month: Month;
  readonly entries: readonly CalendarEntry[];
}

/** A month as a table of its weeks. Narrow screens show the list below it alone. */
export function MonthTable({ label, month, entries }: MonthTableProps): ReactElement {
  const { locale, clock } = useInterface();
  const weeks = month.weeks(MONDAY);
  const weekday = new Intl.DateTimeFormat(locale, { weekday: 'short' });
  const entriesOf = (day: Date): readonly CalendarEntry[] =>
    entries.filter(({ at }) => new Date(at).toDateString() === day.toDateString());
  return (
    <table className="month" aria-label={label}>
      <thead>
        <tr>
          {/* Any week will do for the names of its days: this one begins on a Monday. */}
          {Array.from({ length: 7 }, (_day, day) => new Date(2024, 0, 1 + day)).map((day) => (
            <th key={day.getDate()} scope="col">
              {weekday.format(day)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks.map((days, week) => (
          <tr key={week}>
            {days.map((day, index) => (
              <td key={index} aria-current={isToday(day) ? 'date' : undefined}>
                {day !== null && (
                  <>
                    <span className="day">{day.getDate()}</span>
                    <ul>
                      {entriesOf(day).map((entry) => (
                        <li key={entry.id}>
                          {clock.timeOf(entry.at)} <ItemLink {...entry} tab="publication" />
                        </li>
                      ))}
                    </ul>
                  </>
                )}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function isToday(day: Date | null): boolean {
  return day?.toDateString() === new Date().toDateString();
}
