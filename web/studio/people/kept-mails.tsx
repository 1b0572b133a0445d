import type { ReactElement } from 'react';
import { StudioKeptMailsDocument, type StudioKeptMailsQuery } from '../../../clients/typescript/src/studio.js';
import { useInterface } from '../interface';
import { useReading } from '../reading';
import { CopyField } from '../ui/copy-field';
import { Shown } from '../ui/waiting';

type Mail = NonNullable<StudioKeptMailsQuery['keptMails']>[number];

/** The mails that nobody has sent, for administrators to pass on. Shows nothing where mails are sent. */
export function KeptMails(): ReactElement {
  const { t } = useInterface();
  const reading = useReading(StudioKeptMailsDocument, {});
  return (
    <Shown reading={reading}>
      {({ keptMails: mails }) =>
        mails !== null &&
        mails.length > 0 && (
          <>
            <h2>{t('mails.title')}</h2>
            <p className="hint">{t('mails.hint')}</p>
            <ul className="rows">
              {mails.map((mail) => (
                <li key={`${mail.at} ${mail.to} ${mail.subject}`}>
                  <KeptMail mail={mail} />
                </li>
              ))}
            </ul>
          </>
        )
      }
    </Shown>
  );
}

function KeptMail({ mail: { to, subject, text, at, expiresAt } }: { readonly mail: Mail }): ReactElement {
  const { t, clock } = useInterface();
  const link = /https?:\/\/\S+/.exec(text)?.[0];
  return (
    <>
      <strong>{to}</strong> {subject}
      <div className="hint">{t('mails.times', { at: clock.show(at), until: clock.show(expiresAt) })}</div>
      {link !== undefined && <CopyField label={t('mails.link', { to })} value={link} />}
      <details>
        <summary>{t('mails.text')}</summary>
        <pre>{text}</pre>
      </details>
    </>
  );
}
