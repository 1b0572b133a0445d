import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  ICalCalendar,
  ICalCalendarMethod,
  type ICalEventData,
  ICalEventStatus,
  ICalEventTransparency,
} from 'ical-generator';
import { pageOf } from '../../../core/languages/page-address';
import type { FileOrigin } from '../attribution';
import { withoutControls } from '../control-characters';
import { permanentIdOf } from '../permanent-id';
import { partOfConnection, type PublicFile } from '../public-file';
import { dateSpanOf } from './date-span';

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
  readonly status: string | null;
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
          status
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
  // ical-generator takes up to a millisecond for each event: it encodes each character by itself to fold lines.
  itemCost: 500,
  limit: { items: MAX_EVENTS, beyond: 'leave out' },
  partOf: partOfConnection<CalendarActivity>,
  write: writeCalendar,
};

/** Events that are written before other requests have a turn: the library takes about half a millisecond for each. */
const EVENTS_IN_TURN = 10;

/** Writes a calendar in the format of iCalendar (RFC 5545). */
async function* writeCalendar(
  parts: AsyncIterable<readonly CalendarActivity[]>,
  origin: FileOrigin,
): AsyncGenerator<string> {
  const empty = calendarOf(origin);
  const end = empty.lastIndexOf(END);
  yield empty.slice(0, end);
  for await (const activities of parts) {
    const events = activities.map((activity) => eventOf(activity, origin)).filter((event) => event !== null);
    for (let start = 0; start < events.length; start += EVENTS_IN_TURN) {
      yield textOf(events.slice(start, start + EVENTS_IN_TURN));
      await nextTurn();
    }
  }
  yield empty.slice(end);
}

const END = 'END:VCALENDAR';

/** A calendar without events. */
function calendarOf(origin: FileOrigin): string {
  return new ICalCalendar({
    prodId: { company: 'Entente', product: 'Entente', language: origin.locale.toUpperCase() },
    method: ICalCalendarMethod.PUBLISH,
    name: escapeText(`${origin.publisher}: ${origin.title}`),
    description: escapeText(origin.rights),
    source: origin.address,
  }).toString();
}

/** The lines of some events. They are written in a calendar that says nothing about itself: the address of a file can be long. */
function textOf(events: ICalEventData[]): string {
  const text = new ICalCalendar({ events }).toString();
  return text.slice(text.indexOf('BEGIN:VEVENT'), text.lastIndexOf(END));
}

/** iCalendar has years of four digits (RFC 5545, section 3.3.4), so it has no day after this one. Rows that were stored before the years of dates were limited may have it. */
const LAST_DAY = new Date('9999-12-31T00:00:00Z');

/** The event of an activity; null if nobody knows when it takes place. Days have no hours and no time zone. */
function eventOf(activity: CalendarActivity, origin: FileOrigin): ICalEventData | null {
  const { id, slug, locale, title, summary, startsOn, endsOn, operativeDimension, createdAt, updatedAt } = activity;
  if (startsOn === null) return null;
  const { first, end, isExact } = dateSpanOf(startsOn, endsOn);
  const writtenEnd = end > LAST_DAY ? LAST_DAY : end;
  const { place, country } = operativeDimension;
  // In the language of the place, also if the file is wanted in another one.
  const location = [place, country && origin.countryName(country.code, locale)].filter((part) => part !== null);
  return {
    id: permanentIdOf(origin.origin, id),
    allDay: true,
    start: first,
    // An event without an end lasts one day.
    end: writtenEnd > first ? writtenEnd : null,
    summary: withoutControls(title),
    description: withoutControls(summary),
    ...(location.length > 0 && { location: withoutControls(location.join(', ')) }),
    url: pageOf(origin, { type: 'activities', slug, locale }),
    status: statusOf(activity, isExact),
    // The days of others are not taken by it.
    transparency: ICalEventTransparency.TRANSPARENT,
    stamp: new Date(updatedAt),
    created: new Date(createdAt),
    lastModified: new Date(updatedAt),
  };
}

function statusOf({ status }: CalendarActivity, isExact: boolean): ICalEventStatus {
  if (status === 'CANCELLED') return ICalEventStatus.CANCELLED;
  return isExact ? ICalEventStatus.CONFIRMED : ICalEventStatus.TENTATIVE;
}

/** Escapes a text (RFC 5545, section 3.3.11). The library does that in events, but not in the calendar itself. */
function escapeText(text: string): string {
  return withoutControls(text)
    .replace(/[\\;,]/g, '\\$&')
    .replace(/\r?\n|\r/g, '\\n');
}
