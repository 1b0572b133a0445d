import type { ReactElement } from 'react';
import {
  StudioEndOtherSessionsDocument,
  StudioEndSessionDocument,
  type StudioOpenSessionsQuery,
} from '../../../clients/typescript/src/studio.js';
import { useAnnouncedChange } from '../announced-change';
import { useApi } from '../api';
import { useInterface } from '../interface';
import type { Outcome } from '../outcome';
import { Button } from '../ui/button';
import { Problems } from '../ui/problems';

type OpenSession = NonNullable<NonNullable<StudioOpenSessionsQuery['viewer']['account']>['sessions']>[number];

interface SessionTableProps {
  /** The id of the element that names the table. */
  readonly labelledBy: string;
  readonly sessions: readonly OpenSession[];
  /** The account that they belong to; absent: that of the viewer. */
  readonly accountId?: string;
}

/** Open sessions of an account, each of which can be ended, or all but the viewer's own. */
export function SessionTable({ labelledBy, sessions, accountId }: SessionTableProps): ReactElement {
  const { t, clock } = useInterface();
  const api = useApi();
  const { problems, report } = useAnnouncedChange();
  const end = (change: Promise<Outcome<unknown>>): Promise<void> => report(change, t('sessions.done'));
  return (
    <>
      <Problems problems={problems} />
      <div className="wide" tabIndex={0} role="group" aria-labelledby={labelledBy}>
        <table aria-labelledby={labelledBy}>
          <thead>
            <tr>
              <th scope="col">{t('sessions.started')}</th>
              <th scope="col">{t('sessions.lastUsed')}</th>
              <th scope="col">{t('column.actions')}</th>
            </tr>
          </thead>
          <tbody>
            {sessions.map(({ id, createdAt, lastUsedAt, isCurrent }) => (
              <tr key={id}>
                <td>{clock.show(createdAt)}</td>
                <td>{clock.show(lastUsedAt)}</td>
                <td>
                  {isCurrent ? (
                    t('sessions.current')
                  ) : (
                    <Button onPress={() => void end(api.change(StudioEndSessionDocument, { input: { id } }))}>
                      {t('sessions.end')}
                    </Button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {sessions.length > 1 && (
        <Button
          onPress={() =>
            void end(
              api.change(StudioEndOtherSessionsDocument, { input: accountId === undefined ? {} : { accountId } }),
            )
          }
        >
          {t(accountId === undefined ? 'sessions.endOthers' : 'sessions.endAll')}
        </Button>
      )}
    </>
  );
}
