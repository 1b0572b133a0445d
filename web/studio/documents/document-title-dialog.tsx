import type { ReactElement } from 'react';
import {
  StudioDocumentTitleDocument,
  StudioUpdateDocumentDocument,
  type StudioDocumentFragment,
} from '../../../clients/typescript/src/index.js';
import { useApi, useReading } from '../api';
import { useInterface } from '../interface';
import { useAnnounce } from '../ui/announcements';
import { Dialog } from '../ui/dialog';
import { DialogForm } from '../ui/dialog-form';
import { TextInput } from '../ui/text-input';
import { Shown } from '../ui/waiting';

interface DocumentTitleDialogProps {
  readonly document: Pick<StudioDocumentFragment, 'id' | 'originalLocale'>;
  readonly onClose: () => void;
}

/** Changes the title of a document in its original language. */
export function DocumentTitleDialog({ document, onClose }: DocumentTitleDialogProps): ReactElement {
  const { t } = useInterface();
  const { id, originalLocale } = document;
  const reading = useReading(StudioDocumentTitleDocument, { id, originalLocale });
  return (
    <Dialog title={t('documents.rename')} isOpen onClose={onClose}>
      <Shown reading={reading}>
        {({ node }) =>
          node?.__typename === 'RestrictedDocument' && (
            <TitleForm id={id} title={node.title} version={node.publication!.version} onClose={onClose} />
          )
        }
      </Shown>
    </Dialog>
  );
}

interface TitleFormProps {
  readonly id: string;
  readonly title: string;
  readonly version: number;
  readonly onClose: () => void;
}

function TitleForm({ id, title, version, onClose }: TitleFormProps): ReactElement {
  const { t } = useInterface();
  const api = useApi();
  const announce = useAnnounce();
  return (
    <DialogForm
      fields={['title']}
      action={t('action.save')}
      onClose={onClose}
      onSubmit={({ text }) =>
        api.change(StudioUpdateDocumentDocument, { input: { id, version, title: text('title') } })
      }
      onDone={() => {
        announce(t('state.saved'));
        onClose();
      }}
    >
      {(problemOf) => (
        <TextInput
          label={t('documents.title')}
          description={t('documents.titleHint')}
          name="title"
          defaultValue={title}
          isRequired
          maxLength={500}
          autoFocus
          problem={problemOf('title')}
        />
      )}
    </DialogForm>
  );
}
