import { plainText } from '../../../core/markdown/plain-text';
import { firstDay, lastDay } from '../../../core/types/partial-date';
import { languageOf } from '../../../database/text/stemmers';
import {
  DAC,
  DATES,
  DESCRIPTIONS,
  HIERARCHY,
  participantsOf,
  publisherOf,
  sectorOf,
  STATUSES,
  textsOf,
  webLink,
} from './iati-elements';
import type { IatiPublisher } from './iati-publisher';
import type { CompleteIatiProgramme, IatiGroup, ProgrammeStatistics } from './iati-responses';
import { narratives, withoutAbsent, writeElement } from './iati-xml';

/** A hundred percent, in hundredths of a percent. */
const WHOLE = 10_000;

/** The identifier of a programme: that of the publisher and the slug. */
export function programmeIdentifier({ slug }: { readonly slug: string }, { identifier }: IatiPublisher): string {
  return `${identifier}-${slug}`;
}

/** True if a programme has activities with an identifier. Others are not published as IATI. */
export function hasIatiActivities({ slug }: CompleteIatiProgramme, { statuses }: ProgrammeStatistics): boolean {
  return countsOf(slug, statuses).length > 0;
}

/**
 * Writes a programme as an element `iati-activity` of IATI 2.03. Its status, its recipients and its sectors are those of its
 * activities with an identifier. Percentages are in proportion to the numbers of activities that have each of them.
 */
export function writeIatiProgramme(
  programme: CompleteIatiProgramme,
  { statuses, sectors, recipients }: ProgrammeStatistics,
  publisher: IatiPublisher,
): string {
  const { slug, originalLocale, startsOn, endsOn, links } = programme;
  const texts = textsOf(programme);
  const shares = sharesOf(countsOf(slug, recipients));
  const status = statusOf(countsOf(slug, statuses).map(([value]) => value));
  const days = [
    [DATES.plannedStart, firstDay(startsOn)],
    [DATES.plannedEnd, endsOn === null ? null : lastDay(endsOn)],
  ] as const;
  const description = narratives(
    texts.map(({ locale, description: markdown }) => ({ locale, text: plainText(markdown ?? '') })),
    originalLocale,
  );
  // In the order of the schema.
  return writeElement(
    'iati-activity',
    withoutAbsent({
      '@xml:lang': languageOf(originalLocale),
      '@hierarchy': HIERARCHY.programme,
      'iati-identifier': programmeIdentifier(programme, publisher),
      'reporting-org': publisherOf(publisher),
      title: narratives(
        texts.map(({ locale, name }) => ({ locale, text: name })),
        originalLocale,
      ),
      description: description && { '@type': DESCRIPTIONS.general, ...description },
      'participating-org': participantsOf(texts, originalLocale),
      'activity-status': status === null ? undefined : { '@code': status },
      'activity-date': days.flatMap(([type, day]) => (day === null ? [] : [{ '@type': type, '@iso-date': day }])),
      'recipient-country': shares
        .filter(([code]) => !isRegion(code))
        .map(([code, share]) => ({ '@code': code, ...share })),
      'recipient-region': shares
        .filter(([code]) => isRegion(code))
        .map(([code, share]) => ({ '@vocabulary': DAC, '@code': code, ...share })),
      sector: sharesOf(countsOf(slug, sectors)).map(([code, share]) => ({ ...sectorOf(code), ...share })),
      'document-link': links.map((link) => webLink(link, originalLocale)),
    }),
  );
}

function isRegion(code: string): boolean {
  return /^\d/.test(code);
}

/** The values of the second dimension of a programme, with their numbers of activities, in the order of the values. */
function countsOf(slug: string, groups: readonly IatiGroup[]): [value: string | null, count: number][] {
  return groups
    .filter(({ keys }) => keys[0]!.value === slug)
    .map(({ keys, count }): [string | null, number] => [keys[1]!.value, count])
    .sort(([one], [other]) => (String(one) < String(other) ? -1 : 1));
}

/** Null if the stage of an activity is unknown and no other one tells that of the programme. */
function statusOf(values: readonly (string | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return null;
  if (known.every((value) => value === 'PIPELINE')) return STATUSES.PIPELINE;
  return values.every((value) => value === 'CLOSED' || value === 'CANCELLED')
    ? STATUSES.CLOSED
    : STATUSES.IMPLEMENTATION;
}

/** Percentages of numbers, to hundredths by largest remainder, so that they add up to a hundred; none for a single value. */
function sharesOf(counts: readonly [value: string | null, count: number][]): [value: string, share: object][] {
  const known = counts.flatMap(([value, count]): [string, number][] => (value === null ? [] : [[value, count]]));
  if (known.length === 1) return [[known[0]![0], {}]];
  const total = known.reduce((sum, [, count]) => sum + count, 0);
  const parts = known.map(([value, count]) => {
    const exact = (count * WHOLE) / total;
    return { value, units: Math.floor(exact), rest: exact - Math.floor(exact) };
  });
  const missing = WHOLE - parts.reduce((sum, { units }) => sum + units, 0);
  const rounded = new Set([...parts].sort((one, other) => other.rest - one.rest).slice(0, missing));
  return parts.map((part) => [part.value, { '@percentage': (part.units + (rounded.has(part) ? 1 : 0)) / 100 }]);
}
