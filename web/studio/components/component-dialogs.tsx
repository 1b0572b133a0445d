import type { ReactElement } from 'react';
import {
  type CreateComponentInput,
  type StudioComponentFragment,
  StudioCreateComponentDocument,
  StudioUpdateComponentDocument,
} from '../../../clients/typescript/src/studio.js';
import { useApi } from '../api';
import { fieldName } from '../content/field-name';
import type { ContentField } from '../forms/content-type';
import { FieldsDialog, type LabelledField } from '../forms/fields-dialog';
import { isStale } from '../forms/sent-input';
import { type Translate, useInterface } from '../interface';
import { useSession } from '../session';

interface ComponentDialogProps {
  /** The fields of a component by their names. */
  readonly fields: ReadonlyMap<string, ContentField>;
  readonly onClose: () => void;
}

/** Adds a component to a programme. */
export function AddComponentDialog(props: ComponentDialogProps & { readonly programme: string }): ReactElement {
  const { fields, programme, onClose } = props;
  const { t } = useInterface();
  const { locales } = useSession();
  const api = useApi();
  return (
    <FieldsDialog
      title={t('component.add')}
      fields={labelled(t, fields)}
      draft={['Component', 'new', programme]}
      version={null}
      values={{ code: null, name: null, description: null, originalLocale: locales[0]!.locale }}
      action={t('component.addAction')}
      done={t('component.added')}
      onClose={onClose}
      send={({ values, clientMutationId }) =>
        api.change(StudioCreateComponentDocument, {
          input: { ...values, programme, clientMutationId } as unknown as CreateComponentInput,
        })
      }
    />
  );
}

interface ChangeComponentDialogProps extends ComponentDialogProps {
  readonly component: StudioComponentFragment;
  /** Called when somebody else has changed the component meanwhile. */
  readonly onStale: () => void;
}

/** Changes a component. It stays in its programme. */
export function ChangeComponentDialog(props: ChangeComponentDialogProps): ReactElement {
  const { fields, component, onStale, onClose } = props;
  const { t } = useInterface();
  const api = useApi();
  const { id, version, code, name, description, originalLocale } = component;
  return (
    <FieldsDialog
      title={t('component.changeOf', { name })}
      fields={labelled(t, fields)}
      draft={['Component', id]}
      version={version}
      values={{ code, name, description, originalLocale }}
      action={t('action.save')}
      done={t('state.saved')}
      onClose={onClose}
      send={async ({ changed, version: basis, clientMutationId }) => {
        const outcome = await api.change(StudioUpdateComponentDocument, {
          input: { ...changed, id, version: basis!, clientMutationId },
        });
        if (outcome.problems !== null && isStale(outcome.problems)) onStale();
        return outcome;
      }}
    />
  );
}

function labelled(t: Translate, fields: ReadonlyMap<string, ContentField>): readonly LabelledField[] {
  return ['code', 'name', 'description', 'originalLocale'].map((name) => ({
    field: fields.get(name)!,
    label: fieldName(t, name),
    ...(name === 'originalLocale' && { hint: t('hint.originalLocale') }),
  }));
}
