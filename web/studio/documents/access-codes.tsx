import { type ReactElement, useState } from 'react';
import {
  StudioDocumentCodesDocument,
  type StudioDocumentCodesQuery,
  StudioRevokeDocumentCodeDocument,
} from '../../../clients/typescript/src/studio.js';
import { useAnnouncedChange } from '../announced-change';
import { useApi } from '../api';
import { type Interface, useInterface } from '../interface';
import { useReading } from '../reading';
import { Button } from '../ui/button';
import { Confirm } from '../ui/dialog';
import { Problems } from '../ui/problems';
import { Shown } from '../ui/waiting';
import { ENDS_SOON_DAYS } from './code-expiry';
import { NewCodesDialog } from './new-codes-dialog';

type AccessCode = NonNullable<
  Extract<StudioDocumentCodesQuery['node'], { readonly __typename: 'RestrictedDocument' }>['accessCodes']
>[number];

/** The access codes of a document: who has one, how often it was used, and whether it still works. */
export function AccessCodes({ documentId }: { readonly documentId: string }): ReactElement {
  const { t } = useInterface();
  const api = useApi();
  const reading = useReading(StudioDocumentCodesDocument, { id: documentId });
  const [isNewOpen, setNewOpen] = useState(false);
  const [revoked, setRevoked] = useState<AccessCode | null>(null);
  const { problems, report } = useAnnouncedChange();
  const revoke = ({ id, recipient: name }: AccessCode): Promise<void> =>
    report(api.change(StudioRevokeDocumentCodeDocument, { input: { id } }), t('codes.revoked', { name }));
  return (
    <>
      <div className="title">
        <h3>{t('codes.title')}</h3>
        <Button
          look="primary"
          onPress={() => {
            setNewOpen(true);
          }}
        >
          {t('codes.create')}
        </Button>
      </div>
      <p className="hint">{t('codes.hint')}</p>
      <Problems problems={problems} />
      <Shown reading={reading}>
        {({ node }) =>
          node?.__typename === 'RestrictedDocument' && (
            <CodeTable codes={node.accessCodes ?? []} onRevoke={setRevoked} />
          )
        }
      </Shown>
      {isNewOpen && (
        <NewCodesDialog
          documentId={documentId}
          onClose={() => {
            setNewOpen(false);
          }}
        />
      )}
      {revoked !== null && (
        <Confirm
          title={t('codes.revokeOf', { name: revoked.recipient })}
          text={t('codes.revokeText')}
          action={t('codes.revoke')}
          isOpen
          onClose={() => {
            setRevoked(null);
          }}
          onConfirm={() => revoke(revoked)}
        />
      )}
    </>
  );
}

interface CodeTableProps {
  readonly codes: readonly AccessCode[];
  readonly onRevoke: (code: AccessCode) => void;
}

function CodeTable({ codes, onRevoke }: CodeTableProps): ReactElement {
  const words = useInterface();
  const { t, numbers, clock } = words;
  if (codes.length === 0) return <p>{t('codes.empty')}</p>;
  return (
    <div className="wide" tabIndex={0} role="region" aria-label={t('codes.title')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('codes.recipient')}</th>
            <th scope="col">{t('column.state')}</th>
            <th scope="col">{t('codes.uses')}</th>
            <th scope="col">{t('codes.expiresAt')}</th>
            <th scope="col">{t('column.actions')}</th>
          </tr>
        </thead>
        <tbody>
          {codes.map((code) => (
            <tr key={code.id}>
              <th scope="row">
                {code.recipient}
                {code.email !== null && <div className="hint">{code.email}</div>}
              </th>
              <td>
                <span className={`badge ${!code.isActive ? 'archived' : endsSoon(code) ? 'lacking' : 'published'}`}>
                  {stateOf(words, code)}
                </span>
              </td>
              <td>
                {code.maxUses === null
                  ? numbers.format(code.uses)
                  : t('codes.usesOf', { uses: code.uses, max: code.maxUses })}
              </td>
              <td>{code.expiresAt === null ? '–' : clock.show(code.expiresAt)}</td>
              <td>
                {code.revokedAt === null && (
                  <Button
                    aria-label={t('codes.revokeOf', { name: code.recipient })}
                    onPress={() => {
                      onRevoke(code);
                    }}
                  >
                    {t('codes.revoke')}
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const SOON_MS = ENDS_SOON_DAYS * 24 * 3_600_000;

function endsSoon({ expiresAt }: AccessCode): boolean {
  return expiresAt !== null && Date.parse(expiresAt) - Date.now() <= SOON_MS;
}

/** Whether a code works, or why it does not. */
function stateOf({ t, clock }: Interface, code: AccessCode): string {
  const { isActive, revokedAt, uses, maxUses } = code;
  if (isActive) return t(endsSoon(code) ? 'codes.endsSoon' : 'codes.active');
  if (revokedAt !== null) return t('codes.revokedAt', { at: clock.show(revokedAt) });
  if (maxUses !== null && uses >= maxUses) return t('codes.usedUp');
  return t('codes.ended');
}
