import { type ReactElement, useState } from 'react';
import {
  StudioCreateDocumentDocument,
  type StudioDocumentFragment,
  StudioDocumentsDocument,
  StudioUpdateDocumentDocument,
} from '../../../clients/typescript/src/index.js';
import { type Problem, useApi, useReading } from '../api';
import { useInterface } from '../interface';
import { useAnnounce } from '../ui/announcements';
import { Button } from '../ui/button';
import { OrderedList } from '../ui/ordered-list';
import { Problems } from '../ui/problems';
import { Shown } from '../ui/waiting';
import { FileDrop } from '../uploads/file-drop';
import { titleOf } from '../uploads/title-of';
import { UploadList } from '../uploads/upload-list';
import { type Uploads, useUploads } from '../uploads/uploads';
import { DocumentAccess } from './document-access';
import { DocumentRow } from './document-row';
import { sha256Of, useFileReplacement } from './file-replacement';
import { PagePasswordDialog } from './page-password-dialog';

interface DocumentsTabProps {
  readonly activityId: string;
}

/** The restricted documents of an activity, and who may open them. */
export function DocumentsTab({ activityId }: DocumentsTabProps): ReactElement {
  const { t } = useInterface();
  const reading = useReading(StudioDocumentsDocument, { activityId });
  const [shownId, setShownId] = useState<string | null>(null);
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
                  setShownId(null);
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
              onStored={reading.refresh}
              leftId={leftId}
              onShow={setShownId}
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
  /** Called when the server has stored a file. */
  readonly onStored: () => void;
  /** The document from whose access the editor has come back; null: from none. */
  readonly leftId: string | null;
  /** Shows who may open a document. */
  readonly onShow: (id: string) => void;
}

function DocumentList(props: DocumentListProps): ReactElement {
  const { activityId, documents, uploads, onStored, leftId, onShow } = props;
  const { t } = useInterface();
  const api = useApi();
  const announce = useAnnounce();
  const replaceFile = useFileReplacement();
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const isStored = async (id: string, file: File): Promise<boolean> => {
    const { data } = await api.read(StudioDocumentsDocument, { activityId });
    if (data?.node?.__typename !== 'Activity') return false;
    const content = data.node.restrictedDocuments.find((one) => one.id === id)?.content ?? null;
    return content?.byteSize === file.size && content.sha256 === (await sha256Of(file));
  };
  const onDone = (file: File): void => {
    announce(t('upload.done', { name: file.name }));
    onStored();
  };
  const add = (file: File): void => {
    uploads.start({
      file,
      requestTarget: async ({ id, clientMutationId }) => {
        if (id !== null) return replaceFile(id, file, null);
        const input = { activityId, title: titleOf(file), fileName: file.name, clientMutationId };
        const { data, problems } = await api.change(StudioCreateDocumentDocument, { input });
        if (problems !== null) return { data, problems };
        const { restrictedDocument, uploadUrl } = data.createRestrictedDocument;
        return { data: { id: restrictedDocument.id, uploadUrl }, problems };
      },
      isStored: (id) => isStored(id, file),
      onDone: () => {
        onDone(file);
      },
    });
  };
  const replace = ({ id, content }: StudioDocumentFragment, file: File): void => {
    uploads.start({
      file,
      requestTarget: () => replaceFile(id, file, content?.version ?? null),
      isStored: () => isStored(id, file),
      onDone: () => {
        onDone(file);
      },
    });
  };
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
          files.forEach(add);
        }}
      />
    </>
  );
}
