import { type ReactElement, useState } from 'react';
import {
  StudioDeleteMemberCountryDocument,
  type StudioMembershipFragment,
  StudioMembershipsDocument,
} from '../../../clients/typescript/src/studio.js';
import { useAnnouncedChange } from '../announced-change';
import { useApi } from '../api';
import { useContentType } from '../forms/content-type';
import { useInterface } from '../interface';
import { useReading } from '../reading';
import { Button } from '../ui/button';
import { Confirm } from '../ui/dialog';
import { Problems } from '../ui/problems';
import { Shown } from '../ui/waiting';
import { AdmitDialog, CorrectDialog, WithdrawDialog } from './membership-dialogs';
import { type MembershipAction, MembershipTable } from './membership-table';
import { MembershipTimeline } from './membership-timeline';
import './memberships.css';

/** What the editor is doing. A country is admitted without a membership. */
type Doing =
  { readonly action: 'admit' } | { readonly action: MembershipAction; readonly membership: StudioMembershipFragment };

/** The countries of a network: since when and until when they are members, and the ways to change it. */
export function MembershipsTab({ id }: { readonly id: string }): ReactElement {
  const { t } = useInterface();
  const api = useApi();
  const reading = useReading(StudioMembershipsDocument, { id });
  const fields = useContentType('MemberCountry');
  const [doing, setDoing] = useState<Doing | null>(null);
  const { problems, report, clear } = useAnnouncedChange();
  const stop = (): void => {
    setDoing(null);
  };
  const remove = ({ id: membership, country }: StudioMembershipFragment, version: number): Promise<void> =>
    report(
      api.change(StudioDeleteMemberCountryDocument, { input: { id: membership, version } }),
      t('membership.deleted', { name: country.name }),
      reading.refresh,
    );

  return (
    <Shown reading={reading}>
      {({ network }) => {
        if (network === null || !('memberships' in network) || network.publication === null) {
          return <p>{t('publishing.gone')}</p>;
        }
        const { memberships, publication } = network;
        // The membership as it is now, which others may have changed since the dialog was opened.
        const chosen =
          doing !== null && 'membership' in doing
            ? (memberships.find(({ id: one }) => one === doing.membership.id) ?? doing.membership)
            : null;
        const dialog = fields.data !== null && {
          fields: fields.data,
          version: publication.version,
          onStale: reading.refresh,
          onClose: stop,
        };
        return (
          <section tabIndex={-1} aria-labelledby="memberships">
            <div className="title">
              <h2 id="memberships">{t('membership.title')}</h2>
              <Button
                look="primary"
                onPress={() => {
                  setDoing({ action: 'admit' });
                }}
              >
                {t('membership.admit')}
              </Button>
            </div>
            <Problems problems={problems} />
            {memberships.length === 0 ? (
              <p>{t('membership.none')}</p>
            ) : (
              <>
                <MembershipTable
                  memberships={memberships}
                  onAction={(action, membership) => {
                    clear();
                    setDoing({ action, membership });
                  }}
                />
                <MembershipTimeline memberships={memberships} />
              </>
            )}
            {dialog && doing?.action === 'admit' && <AdmitDialog {...dialog} networkId={id} />}
            {dialog && chosen && doing?.action === 'withdraw' && <WithdrawDialog {...dialog} membership={chosen} />}
            {dialog && chosen && doing?.action === 'correct' && <CorrectDialog {...dialog} membership={chosen} />}
            <Confirm
              title={t('membership.delete')}
              text={t('membership.deleteText', { name: chosen?.country.name ?? '' })}
              action={t('membership.delete')}
              isOpen={doing?.action === 'delete'}
              onClose={stop}
              onConfirm={async () => {
                if (chosen !== null) await remove(chosen, publication.version);
              }}
            />
          </section>
        );
      }}
    </Shown>
  );
}
