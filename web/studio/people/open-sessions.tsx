import type { ReactElement } from 'react';
import { StudioOpenSessionsDocument } from '../../../clients/typescript/src/studio.js';
import { useInterface } from '../interface';
import { useReading } from '../reading';
import { Shown } from '../ui/waiting';
import { SessionTable } from './session-table';

/** The open sessions of the editor's account, each of which can be ended. */
export function OpenSessions(): ReactElement {
  const { t } = useInterface();
  const reading = useReading(StudioOpenSessionsDocument, {});
  return (
    <section aria-labelledby="open-sessions" tabIndex={-1}>
      <h2 id="open-sessions">{t('sessions.title')}</h2>
      <Shown reading={reading}>
        {({ viewer }) => <SessionTable labelledBy="open-sessions" sessions={viewer.account?.sessions ?? []} />}
      </Shown>
    </section>
  );
}
