import { type ReactElement, useState } from 'react';
import type { PublishableType, StudioPublicationFragment } from '../../../clients/typescript/src/studio.js';
import { useApi } from '../api';
import { ItemLink } from '../content/item-link';
import { useInterface } from '../interface';
import type { Problem } from '../outcome';
import { Publishing } from '../publication/publishing';
import { ScheduleDialog } from '../publication/schedule-dialog';
import { Button } from '../ui/button';
import { useUndoable } from '../ui/undoable';

/** Something that was or will be published at a time. */
export interface CalendarEntry {
  readonly id: string;
  readonly type: PublishableType;
  readonly title: string;
  /** The language of the title. */
  readonly locale: string;
  /** The instant. */
  readonly at: string;
  readonly publication: StudioPublicationFragment | null;
}

/** The entries of a month in their order. What is scheduled can be given another time. */
export function EntryList({ entries }: { readonly entries: readonly CalendarEntry[] }): ReactElement {
  const { t, clock } = useInterface();
  const api = useApi();
  const makeChange = useUndoable();
  const [moved, setMoved] = useState<CalendarEntry | null>(null);

  const reschedule = ({ id, type, publication, at }: CalendarEntry, publishAt: string): Promise<readonly Problem[]> => {
    const publishing = new Publishing(api, type);
    return makeChange({
      done: t('publishing.done.schedule'),
      change: () => publishing.schedule({ id, version: publication!.version }, publishAt),
      undo: (version) => publishing.schedule({ id, version }, at),
    });
  };
  if (entries.length === 0) return <p>{t('calendar.empty')}</p>;
  return (
    <section aria-labelledby="entries" tabIndex={-1}>
      <h2 id="entries">{t('calendar.list')}</h2>
      <ul className="rows">
        {entries.map((entry) => (
          <li key={entry.id}>
            <span>
              <time dateTime={entry.at}>{clock.show(entry.at)}</time> · {t(`type.${entry.type}`)} ·{' '}
              <ItemLink {...entry} tab="publication" /> ·{' '}
              {t(entry.publication?.state === 'SCHEDULED' ? 'publication.SCHEDULED' : 'publication.PUBLISHED')}
            </span>
            {entry.publication?.state === 'SCHEDULED' && (
              <Button
                aria-label={t('calendar.reschedule', { title: entry.title })}
                onPress={() => {
                  setMoved(entry);
                }}
              >
                {t('publishing.reschedule')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <ScheduleDialog
        isOpen={moved !== null}
        publishAt={moved?.at ?? null}
        hint={t('publishing.translationsHint')}
        onClose={() => {
          setMoved(null);
        }}
        onSchedule={(publishAt) => reschedule(moved!, publishAt)}
      />
    </section>
  );
}
