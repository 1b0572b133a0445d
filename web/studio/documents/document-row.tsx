import { Link } from '@tanstack/react-router';
import type { ReactElement, ReactNode } from 'react';
import type { StudioDocumentFragment } from '../../../clients/typescript/src/studio.js';
import { withElements } from '../../shared/with-elements';
import { itemPath } from '../content/item-path';
import { useInterface } from '../interface';
import type { Problem } from '../outcome';
import { usePublishing } from '../publication/publishing';
import { Button } from '../ui/button';
import { useUndoable } from '../ui/undoable';
import { FileButton, FileOfDocument } from './document-file';
import { DocumentState } from './document-state';
import './documents.css';

interface DocumentRowProps {
  readonly document: StudioDocumentFragment;
  /** The buttons that move it in the order of the documents. */
  readonly moves: ReactNode;
  /** True if the focus begins at the button that shows its access. */
  readonly hasFocus: boolean;
  readonly onProblems: (problems: readonly Problem[]) => void;
  readonly onReplace: (file: File) => void;
  readonly onShow: () => void;
}

/** A restricted document with its file, its state, and what can be done with it. */
export function DocumentRow(props: DocumentRowProps): ReactElement {
  const { document, moves, hasFocus, onProblems, onReplace, onShow } = props;
  const { t } = useInterface();
  const { title, content, publication } = document;
  return (
    <>
      <div className="document">
        <strong lang={document.locale}>{title}</strong>{' '}
        <DocumentState hasFile={content !== null} publication={publication} />
        <FileOfDocument content={content} />
      </div>
      <div className="actions">
        <Button
          look={content === null ? 'plain' : 'primary'}
          autoFocus={hasFocus}
          aria-label={t('documents.accessOf', { title })}
          onPress={onShow}
        >
          {t('documents.access')}
        </Button>
        <FileButton document={document} onFile={onReplace} />
        <Link
          to={itemPath('RESTRICTED_DOCUMENT', document.id)}
          className="button plain"
          aria-label={t('documents.editOf', { title })}
        >
          {t('action.edit')}
        </Link>
        <DocumentChanges document={document} onProblems={onProblems} />
        {moves}
      </div>
    </>
  );
}

/** Publishes and deletes a document. */
function DocumentChanges({
  document: { id, title, locale, publication },
  onProblems,
}: Pick<DocumentRowProps, 'document' | 'onProblems'>): ReactElement {
  const { t } = useInterface();
  const publishing = usePublishing('RESTRICTED_DOCUMENT');
  const make = useUndoable();
  // Anyone who sees this screen may see the publication.
  const before = publication!;
  const item = { id, version: before.version };
  const isPublic = before.state === 'PUBLISHED';
  const named = { title: <span lang={locale}>{title}</span> };
  const toggle = async (): Promise<void> => {
    onProblems(
      await make({
        done: withElements(t, isPublic ? 'documents.unpublished' : 'documents.published', named),
        change: () => (isPublic ? publishing.unpublish(item) : publishing.publish(item)),
        undo: (version) => publishing.returnTo(before, { id, version }),
      }),
    );
  };
  const remove = async (): Promise<void> => {
    onProblems(
      await make({
        done: withElements(t, 'documents.deleted', named),
        change: () => publishing.delete(item),
        undo: (version) => publishing.undelete(before, { id, version }),
      }),
    );
  };
  return (
    <>
      <Button
        aria-label={t(isPublic ? 'documents.unpublishOf' : 'documents.publishOf', { title })}
        onPress={() => void toggle()}
      >
        {t(isPublic ? 'documents.unpublish' : 'documents.publish')}
      </Button>
      <Button look="danger" aria-label={t('documents.deleteOf', { title })} onPress={() => void remove()}>
        {t('action.delete')}
      </Button>
    </>
  );
}
