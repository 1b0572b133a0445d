import { useState, type ReactElement } from 'react';
import {
  StudioEndOtherSessionsDocument,
  StudioEndSessionDocument,
  StudioOpenSessionsDocument,
} from '../../../clients/typescript/src/index.js';
import { useApi, useReading, type Outcome, type Problem } from '../api';
import { useInterface } from '../interface';
import { useAnnounce } from '../ui/announcements';
import { Button } from '../ui/button';
import { Problems } from '../ui/problems';
import { Shown } from '../ui/waiting';

/** The open sessions of the editor's account, each of which can be ended. */
export function OpenSessions(): ReactElement {
  const { t, dates } = useInterface();
  const api = useApi();
  const announce = useAnnounce();
  const reading = useReading(StudioOpenSessionsDocument, {});
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const end = async (change: Promise<Outcome<unknown>>): Promise<void> => {
    const outcome = await change;
    setProblems(outcome.problems ?? []);
    if (outcome.problems === null) announce(t('sessions.done'));
  };
  return (
    <section aria-labelledby="open-sessions" tabIndex={-1}>
      <h2 id="open-sessions">{t('sessions.title')}</h2>
      <Problems problems={problems} />
      <Shown reading={reading}>
        {({ viewer }) => {
          const sessions = viewer.account?.sessions ?? [];
          return (
            <>
              <div className="wide" tabIndex={0} role="group" aria-labelledby="open-sessions">
                <table aria-labelledby="open-sessions">
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
                        <td>{dates.time(createdAt)}</td>
                        <td>{dates.time(lastUsedAt)}</td>
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
                <Button onPress={() => void end(api.change(StudioEndOtherSessionsDocument, { input: {} }))}>
                  {t('sessions.endOthers')}
                </Button>
              )}
            </>
          );
        }}
      </Shown>
    </section>
  );
}
