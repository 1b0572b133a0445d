import type { ReactElement } from 'react';
import { FileTrigger } from 'react-aria-components';
import { StudioDocumentFileDocument, type StudioDocumentFileFragment } from '../../../clients/typescript/src/studio.js';
import { fileSize } from '../../shared/file-size';
import { useInterface } from '../interface';
import { useReading } from '../reading';
import { Button } from '../ui/button';
import { UploadList } from '../uploads/upload-list';
import { useUploads } from '../uploads/uploads';
import { useDocumentUploads } from './document-uploads';

/** The file of a document, above the form of its title. */
export function DocumentFile({ id }: { readonly id: string }): ReactElement | null {
  const { t } = useInterface();
  const { data } = useReading(StudioDocumentFileDocument, { id });
  const uploads = useUploads();
  const { replace } = useDocumentUploads(uploads);
  if (data?.node?.__typename !== 'RestrictedDocument') return null;
  const document = data.node;
  return (
    <section className="note" aria-label={t('documents.file')}>
      <FileOfDocument content={document.content} />
      <p>
        <FileButton
          document={document}
          onFile={(file) => {
            replace(document, file);
          }}
        />
      </p>
      <UploadList uploads={uploads} />
    </section>
  );
}

/** Says what the file of a document is, or that there is none. */
export function FileOfDocument({ content }: Pick<StudioDocumentFileFragment, 'content'>): ReactElement {
  const { t, locale, clock } = useInterface();
  if (content === null) return <p>{t('documents.noFileHint')}</p>;
  return (
    <p className="hint">
      <a href={content.downloadUrl}>{content.fileName}</a> · {fileSize(content.byteSize, locale)} ·{' '}
      {clock.show(content.uploadedAt)}
    </p>
  );
}

interface FileButtonProps {
  readonly document: StudioDocumentFileFragment;
  readonly onFile: (file: File) => void;
}

/** Takes the first or the next file of a document. */
export function FileButton({ document: { title, content }, onFile }: FileButtonProps): ReactElement {
  const { t } = useInterface();
  return (
    <FileTrigger
      onSelect={(files) => {
        if (files?.[0] !== undefined) onFile(files[0]);
      }}
    >
      <Button
        look={content === null ? 'primary' : 'plain'}
        aria-label={t(content === null ? 'documents.uploadOf' : 'documents.replaceOf', { title })}
      >
        {t(content === null ? 'documents.upload' : 'documents.replace')}
      </Button>
    </FileTrigger>
  );
}
