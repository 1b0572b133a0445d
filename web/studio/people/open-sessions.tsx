import { useState, type ReactElement } from 'react';
import { Cell, Column, Row, Table, TableBody, TableHeader } from 'react-aria-components';
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
              <div className="wide">
                <Table aria-label={t('sessions.title')}>
                  <TableHeader>
                    <Column isRowHeader>{t('sessions.started')}</Column>
                    <Column>{t('sessions.lastUsed')}</Column>
                    <Column>{t('column.actions')}</Column>
                  </TableHeader>
                  <TableBody>
                    {sessions.map(({ id, createdAt, lastUsedAt, isCurrent }) => (
                      <Row key={id} id={id}>
                        <Cell>{dates.time(createdAt)}</Cell>
                        <Cell>{dates.time(lastUsedAt)}</Cell>
                        <Cell>
                          {isCurrent ? (
                            t('sessions.current')
                          ) : (
                            <Button onPress={() => void end(api.change(StudioEndSessionDocument, { input: { id } }))}>
                              {t('sessions.end')}
                            </Button>
                          )}
                        </Cell>
                      </Row>
                    ))}
                  </TableBody>
                </Table>
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
