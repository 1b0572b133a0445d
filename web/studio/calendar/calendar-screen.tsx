import type { ReactElement } from 'react';
import { StudioPublishedNewsDocument, StudioUnpublishedDocument } from '../../../clients/typescript/src/studio.js';
import { useInterface } from '../interface';
import { useListState } from '../lists/list-state';
import { useReading } from '../reading';
import { Screen } from '../shell/screen';
import { Button } from '../ui/button';
import { Shown } from '../ui/waiting';
import { type CalendarEntry, EntryList } from './entry-list';
import { Month } from './month';
import { MonthTable } from './month-table';
import './calendar.css';

/** The most entries of each kind that a month shows. */
const MAX_ENTRIES = 100;

/** What will be published, and the news that was, by months of the editor's clock. */
export function CalendarScreen(): ReactElement {
  const { t, locale } = useInterface();
  const [state, show] = useListState();
  const month = Month.of(state['month']);
  const scheduled = useReading(StudioUnpublishedDocument, {
    states: ['SCHEDULED'],
    orderBy: 'PUBLISH_AT',
    first: MAX_ENTRIES,
  });
  const published = useReading(StudioPublishedNewsDocument, {
    from: month.first.toISOString(),
    before: new Date(month.end.getTime() - 1).toISOString(),
    first: MAX_ENTRIES,
  });
  const name = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric' }).format(month.first);
  const goTo = (other: Month): void => {
    show({ month: String(other) });
  };
  return (
    <Screen
      title={t('nav.calendar')}
      actions={
        <>
          <Button
            onPress={() => {
              goTo(month.plus(-1));
            }}
          >
            {t('calendar.before')}
          </Button>
          <Button
            onPress={() => {
              show({});
            }}
          >
            {t('calendar.today')}
          </Button>
          <Button
            onPress={() => {
              goTo(month.plus(1));
            }}
          >
            {t('calendar.after')}
          </Button>
        </>
      }
    >
      <div role="status">
        <h2>{name}</h2>
      </div>
      <Shown reading={scheduled}>
        {({ unpublished }) => (
          <Shown reading={published}>
            {({ newsItems }) => {
              const planned = (unpublished?.nodes ?? []).map((item): CalendarEntry => ({
                ...item,
                at: item.publication.publishAt!,
              }));
              // A draft may have a time of first publication, too. What one may not edit has no state, and is public.
              const done = newsItems.nodes
                .filter(({ publication }) => publication === null || publication.state === 'PUBLISHED')
                .map((item): CalendarEntry => ({ ...item, type: 'NEWS_ITEM', at: item.publishedAt! }));
              const entries = [...done, ...planned.filter(({ at }) => isWithin(month, at))].sort(
                (one, other) => Date.parse(one.at) - Date.parse(other.at),
              );
              const isCut = newsItems.pageInfo.hasNextPage || unpublished?.pageInfo.hasNextPage === true;
              return (
                <>
                  <MonthTable label={name} month={month} entries={entries} />
                  <EntryList entries={entries} />
                  {isCut && <p className="hint">{t('calendar.cut', { count: MAX_ENTRIES })}</p>}
                </>
              );
            }}
          </Shown>
        )}
      </Shown>
    </Screen>
  );
}

function isWithin(month: Month, instant: string): boolean {
  const at = new Date(instant);
  return at >= month.first && at < month.end;
}
