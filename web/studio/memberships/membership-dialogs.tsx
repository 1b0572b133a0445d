import { type ReactElement, useMemo } from 'react';
import {
  type AdmitCountryInput,
  StudioAdmitCountryDocument,
  type StudioMembershipFragment,
  StudioUpdateMemberCountryDocument,
  StudioWithdrawCountryDocument,
} from '../../../clients/typescript/src/studio.js';
import { useApi } from '../api';
import type { ContentField } from '../forms/content-type';
import { type EnteredValues, FieldsDialog, type LabelledField } from '../forms/fields-dialog';
import type { FormValues } from '../forms/form-values';
import { namesIn, ReferenceNamesContext } from '../forms/reference-names';
import { isStale } from '../forms/sent-input';
import { type MessageKey, useInterface } from '../interface';
import type { Outcome } from '../outcome';

interface MembershipDialogProps {
  /** The fields of a membership by their names. */
  readonly fields: ReadonlyMap<string, ContentField>;
  /** Version of the network that the change is based on. */
  readonly version: number;
  /** Called when somebody else has changed the network meanwhile. */
  readonly onStale: () => void;
  readonly onClose: () => void;
}

type MembershipField = 'country' | 'kind' | 'institution' | 'since' | 'until';

const labels: Readonly<Record<MembershipField, MessageKey>> = {
  country: 'field.country',
  kind: 'field.kind',
  institution: 'field.institution',
  since: 'membership.since',
  until: 'membership.until',
};

const blank: Readonly<FormValues> = { country: null, kind: 'ACTIVE', institution: null, since: null, until: null };

/** Admits a country to a network. */
export function AdmitDialog({ networkId, ...props }: MembershipDialogProps & { networkId: string }): ReactElement {
  const { t } = useInterface();
  const api = useApi();
  const { version, onClose } = props;
  return (
    <FieldsDialog
      title={t('membership.admit')}
      fields={useLabelled(props, ['country', 'kind', 'institution', 'since', 'until'])}
      draft={['MemberCountry', 'new', networkId]}
      version={version}
      values={blank}
      action={t('membership.admitAction')}
      done={t('membership.admitted')}
      onClose={onClose}
      send={sending(props, ({ values, version: basis, clientMutationId }) =>
        api.change(StudioAdmitCountryDocument, {
          input: { ...values, networkId, version: basis, clientMutationId } as unknown as AdmitCountryInput,
        }),
      )}
    />
  );
}

interface ChangeDialogProps extends MembershipDialogProps {
  readonly membership: StudioMembershipFragment;
}

/** Ends the membership of a country. */
export function WithdrawDialog({ membership, ...props }: ChangeDialogProps): ReactElement {
  const { t } = useInterface();
  const api = useApi();
  const { version, onClose } = props;
  const country = membership.country.name;
  return (
    <FieldsDialog
      title={t('membership.withdrawOf', { name: country })}
      fields={useLabelled(props, ['until']).map((one) => ({ ...one, field: { ...one.field, isRequired: true } }))}
      draft={['MemberCountry', 'withdraw', membership.id]}
      version={version}
      values={{ until: null }}
      action={t('membership.withdraw')}
      done={t('membership.withdrawn', { name: country })}
      onClose={onClose}
      send={sending(props, ({ values, version: basis, clientMutationId }) =>
        api.change(StudioWithdrawCountryDocument, {
          input: { id: membership.id, until: values['until'] as string, version: basis!, clientMutationId },
        }),
      )}
    />
  );
}

/** Corrects a membership. Its country stays. */
export function CorrectDialog({ membership, ...props }: ChangeDialogProps): ReactElement {
  const { t } = useInterface();
  const api = useApi();
  const { version, onClose } = props;
  const { id, country, kind, institution, since, until } = membership;
  const names = useMemo(() => namesIn(membership), [membership]);
  return (
    <ReferenceNamesContext value={names}>
      <FieldsDialog
        title={t('membership.correctOf', { name: country.name })}
        fields={useLabelled(props, ['kind', 'institution', 'since', 'until'])}
        draft={['MemberCountry', id]}
        version={version}
        values={{ kind, institution: institution?.key ?? null, since, until }}
        action={t('action.save')}
        done={t('state.saved')}
        onClose={onClose}
        send={sending(props, ({ changed, version: basis, clientMutationId }) =>
          api.change(StudioUpdateMemberCountryDocument, {
            input: { ...changed, id, version: basis!, clientMutationId },
          }),
        )}
      />
    </ReferenceNamesContext>
  );
}

/** Fields of a membership with their labels, which are others than those of the network's own fields. */
function useLabelled({ fields }: MembershipDialogProps, names: readonly MembershipField[]): readonly LabelledField[] {
  const { t } = useInterface();
  return names.map((name) => ({
    field: fields.get(name)!,
    label: t(labels[name]),
    ...(name === 'since' && { hint: t('membership.sinceHint') }),
    ...(name === 'until' && { hint: t('membership.untilHint') }),
  }));
}

type Send = (entered: EnteredValues) => Promise<Outcome<unknown>>;

/** Sends a change, and reads the network anew if somebody else has changed it. */
function sending({ onStale }: MembershipDialogProps, send: Send): Send {
  return async (entered) => {
    const outcome = await send(entered);
    if (outcome.problems !== null && isStale(outcome.problems)) onStale();
    return outcome;
  };
}
