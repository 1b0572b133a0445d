import { type ReactElement, useState } from 'react';
import { StudioDocumentLogDocument } from '../../../clients/typescript/src/studio.js';
import { useApi } from '../api';
import { useInterface } from '../interface';
import { useReading } from '../reading';
import { useAnnounce } from '../ui/announcements';
import { Button } from '../ui/button';
import { Choice } from '../ui/choice';
import { csvOf } from '../ui/csv';
import { CursorPager } from '../ui/pager';
import { describeProblem } from '../ui/problems';
import { saveText } from '../ui/save-text';
import { Shown } from '../ui/waiting';
import { actorText } from './access-log-actor';
import { type LogEntry, logOf, readWholeLog } from './access-log-pages';
import { AccessTimeline } from './access-timeline';

const PAGE_SIZE = 25;

interface AccessLogProps {
  readonly documentId: string;
  readonly title: string;
}

/** Who opened a document and when, who was refused, and from where: as a table or by day, and as a file. */
export function AccessLog({ documentId, title }: AccessLogProps): ReactElement {
  const { t } = useInterface();
  const api = useApi();
  const announce = useAnnounce();
  const [view, setView] = useState<'table' | 'timeline'>('table');
  // The cursors that the pages shown so far begin after; the last one is that of the present page.
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const after = cursors.at(-1);
  const reading = useReading(StudioDocumentLogDocument, {
    id: documentId,
    first: PAGE_SIZE,
    ...(after !== undefined && { after }),
  });
  const save = async (): Promise<void> => {
    const { data, problems } = await readWholeLog(api, documentId);
    if (problems !== null) {
      announce(describeProblem(t, problems[0]!));
      return;
    }
    const rows = data.map((entry) => [entry.at, t(`log.${entry.action}`), actorText(t, entry), entry.address ?? '']);
    saveText('access-log.csv', csvOf([[t('log.at'), t('log.action'), t('log.by'), t('log.address')], ...rows]));
  };
  return (
    <section tabIndex={-1}>
      <div className="title">
        <h3>{t('log.title')}</h3>
        <div className="actions">
          <Choice
            label={t('log.view')}
            value={view}
            options={[
              { value: 'table', label: t('log.table') },
              { value: 'timeline', label: t('log.timeline') },
            ]}
            onChange={setView}
          />
          <Button aria-label={t('log.csvOf', { title })} onPress={() => void save()}>
            {t('log.csv')}
          </Button>
        </div>
      </div>
      <Shown reading={reading}>
        {(data) => {
          const { nodes, totalCount, pageInfo } = logOf(data);
          if (totalCount === 0) return <p>{t('log.empty')}</p>;
          return (
            <>
              <p role="status">{t('log.count', { count: totalCount })}</p>
              {view === 'table' ? <LogTable entries={nodes} /> : <AccessTimeline entries={nodes} />}
              <CursorPager
                previous={t('list.previous')}
                next={t('list.next')}
                cursors={cursors}
                pageInfo={pageInfo}
                onChange={setCursors}
              />
            </>
          );
        }}
      </Shown>
    </section>
  );
}

function LogTable({ entries }: { readonly entries: readonly LogEntry[] }): ReactElement {
  const { t, clock } = useInterface();
  return (
    <div className="wide" tabIndex={0} role="region" aria-label={t('log.title')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('log.at')}</th>
            <th scope="col">{t('log.action')}</th>
            <th scope="col">{t('log.by')}</th>
            <th scope="col">{t('log.address')}</th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <tr key={entry.id}>
              <td>{clock.show(entry.at)}</td>
              <td>{t(`log.${entry.action}`)}</td>
              <td>{actorText(t, entry)}</td>
              <td>{entry.address ?? '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
