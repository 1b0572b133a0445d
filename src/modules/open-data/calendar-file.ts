import { countryName } from '../catalogue/country/country';
import { partOfConnection } from './activity-export';
import { pageOf } from '../../core/languages/page-address';
import type { FileOrigin } from './attribution';
import { withoutControls } from './control-characters';
import { dateSpanOf } from './date-span';
import { permanentIdOf } from './permanent-id';
import type { PublicFile } from './public-file';

/** Maximum events of a calendar. Programs read a calendar as a whole, every few hours. */
const MAX_EVENTS = 1_000;

interface CalendarActivity {
  readonly id: string;
  readonly slug: string;
  readonly locale: string;
  readonly title: string;
  readonly summary: string;
  readonly startsOn: string | null;
  readonly endsOn: string | null;
  readonly operativeDimension: { readonly place: string | null; readonly country: { readonly code: string } | null };
  readonly createdAt: string;
  readonly updatedAt: string;
}

export const calendar: PublicFile<CalendarActivity> = {
  path: '/calendar.ics',
  fileName: null,
  title: { en: 'Activities', fr: 'Activités', ru: 'Мероприятия' },
  mediaType: 'text/calendar; charset=utf-8',
  isCompressible: true,
  query: `
    query Calendar(
      $locale: [Locale!]!
      $filter: ActivityFilter
      $orderBy: [ActivityOrder!]
      $first: Int!
      $after: String
      $isStart: Boolean!
    ) @inLocales(preferred: $locale) {
      activities(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
        nodes {
          id
          slug
          locale
          title
          summary
          startsOn
          endsOn
          operativeDimension { place country { code } }
          createdAt
          updatedAt
        }
        pageInfo { hasNextPage endCursor }
        totalCount @include(if: $isStart)
      }
    }
  `,
  variables: {},
  // The default of the API: the latest to begin come first.
  defaults: {},
  limit: { items: MAX_EVENTS, beyond: 'leave out' },
  partOf: partOfConnection<CalendarActivity>,
  write: writeCalendar,
};

/** Writes a calendar in the format of iCalendar (RFC 5545). */
async function* writeCalendar(
  parts: AsyncIterable<readonly CalendarActivity[]>,
  origin: FileOrigin,
): AsyncGenerator<string> {
  const name = escapeText(`${origin.publisher}: ${origin.title}`);
  yield textOf([
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    `PRODID:-//Entente//Entente//${origin.locale.toUpperCase()}`,
    `SOURCE;VALUE=URI:${origin.address}`,
    'METHOD:PUBLISH',
    `NAME:${name}`,
    `X-WR-CALNAME:${name}`,
    `X-WR-CALDESC:${escapeText(origin.rights)}`,
  ]);
  for await (const activities of parts) yield textOf(activities.flatMap((activity) => eventOf(activity, origin)));
  yield textOf(['END:VCALENDAR']);
}

/** The event of an activity; nothing if nobody knows when it takes place. Days have no hours and no time zone. */
function eventOf(activity: CalendarActivity, origin: FileOrigin): string[] {
  const { id, slug, locale, title, summary, startsOn, endsOn, operativeDimension, createdAt, updatedAt } = activity;
  if (startsOn === null) return [];
  const { first, end, isExact } = dateSpanOf(startsOn, endsOn);
  const { place, country } = operativeDimension;
  // In the language of the place, also if the file is wanted in another one.
  const location = [place, country && countryName(country.code, locale)].filter((part) => part !== null);
  return [
    'BEGIN:VEVENT',
    `UID:${permanentIdOf(origin.origin, id)}`,
    'SEQUENCE:0',
    `DTSTAMP:${instantOf(updatedAt)}`,
    `DTSTART;VALUE=DATE:${dateOf(first)}`,
    `DTEND;VALUE=DATE:${dateOf(end)}`,
    'X-MICROSOFT-CDO-ALLDAYEVENT:TRUE',
    'X-MICROSOFT-MSNCALENDAR-ALLDAYEVENT:TRUE',
    `SUMMARY:${escapeText(title)}`,
    // The days of others are not taken by it.
    'TRANSP:TRANSPARENT',
    ...(location.length > 0 ? [`LOCATION:${escapeText(location.join(', '))}`] : []),
    `DESCRIPTION:${escapeText(summary)}`,
    `URL;VALUE=URI:${pageOf(origin, { type: 'activities', slug, locale })}`,
    `STATUS:${isExact ? 'CONFIRMED' : 'TENTATIVE'}`,
    `CREATED:${instantOf(createdAt)}`,
    `LAST-MODIFIED:${instantOf(updatedAt)}`,
    'END:VEVENT',
  ];
}

/** A day as `20140512`. */
function dateOf(day: Date): string {
  return day.toISOString().slice(0, 10).replaceAll('-', '');
}

/** An instant as `20140512T083000Z`. */
function instantOf(instant: string): string {
  return new Date(instant).toISOString().replace(/[-:]|\.\d+/g, '');
}

/** Escapes a text (RFC 5545, section 3.3.11). */
function escapeText(text: string): string {
  return withoutControls(text)
    .replace(/[\\;,]/g, '\\$&')
    .replace(/\r?\n|\r/g, '\\n');
}

function textOf(lines: readonly string[]): string {
  return lines.map((line) => `${folded(line)}\r\n`).join('');
}

/** Maximum octets of a line (RFC 5545, section 3.1). */
const MAX_LINE_BYTES = 75;

/** Folds a long line: each further one begins with a space. */
function folded(line: string): string {
  if (Buffer.byteLength(line) <= MAX_LINE_BYTES) return line;
  let text = '';
  let used = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (used + size > MAX_LINE_BYTES) {
      text += '\r\n ';
      used = 1;
    }
    text += character;
    used += size;
  }
  return text;
}
