import type { ReactElement } from 'react';
import type { StudioMembershipFragment } from '../../../clients/typescript/src/studio.js';
import { useInterface } from '../interface';
import { RowActions } from '../ui/row-actions';

/** What can be done to a membership. */
export type MembershipAction = 'withdraw' | 'correct' | 'delete';

interface MembershipTableProps {
  readonly memberships: readonly StudioMembershipFragment[];
  readonly onAction: (action: MembershipAction, membership: StudioMembershipFragment) => void;
}

/** Every membership of a network, with the ways to change it. */
export function MembershipTable({ memberships, onAction }: MembershipTableProps): ReactElement {
  const { t, dates, optionName } = useInterface();
  const day = (date: string | null): string => (date === null ? '–' : dates.partial(date));
  return (
    <div className="wide memberships">
      <table aria-labelledby="memberships">
        <thead>
          <tr>
            <th scope="col">{t('field.country')}</th>
            <th scope="col">{t('field.kind')}</th>
            <th scope="col">{t('field.institution')}</th>
            <th scope="col">{t('membership.since')}</th>
            <th scope="col">{t('membership.until')}</th>
            <th scope="col">{t('column.actions')}</th>
          </tr>
        </thead>
        <tbody>
          {memberships.map((membership) => {
            const { id, country, kind, institution, since, until } = membership;
            const name = since === null ? country.name : `${country.name}, ${day(since)}`;
            const actions = (['withdraw', 'correct', 'delete'] as const).filter(
              (action) => action !== 'withdraw' || until === null,
            );
            return (
              <tr key={id}>
                <th scope="row">{country.name}</th>
                <td>{optionName(kind)}</td>
                <td>{institution?.name ?? '–'}</td>
                <td>{day(since)}</td>
                <td>{day(until)}</td>
                <RowActions
                  actions={actions.map((action) => ({
                    key: action,
                    title: t(`membership.${action}`),
                    label: t(`membership.${action}Of`, { name }),
                    look: action === 'delete' ? 'danger' : 'plain',
                    onPress: () => {
                      onAction(action, membership);
                    },
                  }))}
                />
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
