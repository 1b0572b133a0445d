import { useNavigate, useSearch } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import {
  type StudioDocumentFragment,
  StudioDocumentsDocument,
  StudioUpdateDocumentDocument,
} from '../../../clients/typescript/src/studio.js';
import { useApi } from '../api';
import { useInterface } from '../interface';
import type { Problem } from '../outcome';
import { useReading } from '../reading';
import { Button } from '../ui/button';
import { OrderedList } from '../ui/ordered-list';
import { Problems } from '../ui/problems';
import { Shown } from '../ui/waiting';
import { FileDrop } from '../uploads/file-drop';
import { UploadList } from '../uploads/upload-list';
import { type Uploads, useUploads } from '../uploads/uploads';
import { DocumentAccess } from './document-access';
import { DocumentRow } from './document-row';
import { useDocumentUploads } from './document-uploads';
import { PagePasswordDialog } from './page-password-dialog';

interface DocumentsTabProps {
  readonly activityId: string;
}

/** The restricted documents of an activity, and who may open them. */
export function DocumentsTab({ activityId }: DocumentsTabProps): ReactElement {
  const { t } = useInterface();
  const reading = useReading(StudioDocumentsDocument, { activityId });
  const { document: shownId } = useSearch({ strict: false });
  const navigate = useNavigate();
  /** Shows the access to a document; null: the list. */
  const show = (document: string | null): void =>
    void navigate({ to: '.', search: { tab: 'documents', ...(document !== null && { document }) } });
  /** The document whose access was shown before. */
  const [leftId, setLeftId] = useState<string | null>(null);
  const [isPasswordOpen, setPasswordOpen] = useState(false);
  // They go on while the access to a document is shown.
  const uploads = useUploads();
  return (
    <Shown reading={reading}>
      {({ node }) => {
        if (node?.__typename !== 'Activity') return null;
        const shown = node.restrictedDocuments.find(({ id }) => id === shownId);
        if (shown !== undefined) {
          return (
            <>
              <DocumentAccess
                document={shown}
                onBack={() => {
                  setLeftId(shown.id);
                  show(null);
                }}
              />
              <UploadList uploads={uploads} />
            </>
          );
        }
        return (
          <>
            <p className="hint">{t('documents.hint')}</p>
            <DocumentList
              activityId={activityId}
              documents={node.restrictedDocuments}
              uploads={uploads}
              leftId={leftId}
              onShow={show}
            />
            <h2>{t('documents.password')}</h2>
            <p className="hint">{t('documents.passwordHint')}</p>
            {node.hasDocumentsPassword !== null && (
              <p>{t(node.hasDocumentsPassword ? 'documents.hasPassword' : 'documents.hasNoPassword')}</p>
            )}
            <Button
              onPress={() => {
                setPasswordOpen(true);
              }}
            >
              {t('documents.changePassword')}
            </Button>
            {isPasswordOpen && (
              <PagePasswordDialog
                activityId={activityId}
                hasPassword={node.hasDocumentsPassword === true}
                onClose={() => {
                  setPasswordOpen(false);
                }}
              />
            )}
          </>
        );
      }}
    </Shown>
  );
}

interface DocumentListProps {
  readonly activityId: string;
  readonly documents: readonly StudioDocumentFragment[];
  readonly uploads: Uploads;
  /** The document from whose access the editor has come back; null: from none. */
  readonly leftId: string | null;
  /** Shows who may open a document. */
  readonly onShow: (id: string) => void;
}

function DocumentList(props: DocumentListProps): ReactElement {
  const { activityId, documents, uploads, leftId, onShow } = props;
  const { t } = useInterface();
  const api = useApi();
  const { add, replace } = useDocumentUploads(uploads);
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const move = async ({ id, publication }: StudioDocumentFragment, position: number): Promise<void> => {
    const input = { id, version: publication!.version, position: position + 1 };
    setProblems((await api.change(StudioUpdateDocumentDocument, { input })).problems ?? []);
  };
  return (
    <>
      <Problems problems={problems} />
      {documents.length === 0 ? (
        <p>{t('documents.empty')}</p>
      ) : (
        <OrderedList
          label={t('documents.list')}
          layout="rows"
          items={documents}
          keyOf={({ id }) => id}
          nameOf={({ title }) => title}
          onReorder={(ordered, position) => void move(ordered[position]!, position)}
        >
          {(document, _index, moves) => (
            <DocumentRow
              document={document}
              moves={moves}
              hasFocus={document.id === leftId}
              onProblems={setProblems}
              onReplace={(file) => {
                replace(document, file);
              }}
              onShow={() => {
                onShow(document.id);
              }}
            />
          )}
        </OrderedList>
      )}
      <UploadList uploads={uploads} />
      <p className="hint">{t('documents.addHint')}</p>
      <FileDrop
        label={t('documents.list')}
        action={t('documents.add')}
        allowsMultiple
        onFiles={(files) => {
          for (const file of files) add(activityId, file);
        }}
      />
    </>
  );
}
