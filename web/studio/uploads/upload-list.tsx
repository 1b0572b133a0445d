import type { ReactElement } from 'react';
import { ProgressBar } from 'react-aria-components';
import { useInterface } from '../interface';
import { Button } from '../ui/button';
import { describeProblem } from '../ui/problems';
import type { Upload, Uploads } from './uploads';
import './uploads.css';

/** The files on their way, with what is sent of each, and a button to end it. */
export function UploadList({ uploads }: { readonly uploads: Uploads }): ReactElement | null {
  const { t } = useInterface();
  if (uploads.pending.length === 0) return null;
  return (
    <ul className="uploads" aria-label={t('upload.list')}>
      {uploads.pending.map((upload) => (
        <li key={upload.key}>
          <UploadState upload={upload} />
          {upload.problem !== null && (
            <Button
              aria-label={t('upload.restartFile', { name: upload.file.name })}
              onPress={() => {
                uploads.restart(upload.key);
              }}
            >
              {t('action.retry')}
            </Button>
          )}
          <Button
            aria-label={t('upload.cancelFile', { name: upload.file.name })}
            onPress={() => {
              uploads.cancel(upload.key);
            }}
          >
            {t('action.cancel')}
          </Button>
        </li>
      ))}
    </ul>
  );
}

function UploadState({ upload: { file, sent, problem } }: { readonly upload: Upload }): ReactElement {
  const { t } = useInterface();
  if (problem !== null) {
    return (
      <p className="failed" role="alert">
        <strong>{file.name}</strong> {describeProblem(t, problem)}
      </p>
    );
  }
  // When all is sent, the server still checks the file.
  const isSent = sent >= file.size;
  return (
    <ProgressBar aria-label={file.name} value={sent} maxValue={Math.max(file.size, 1)} isIndeterminate={isSent}>
      {({ valueText }) => (
        <>
          <span>{file.name}</span> <span className="hint">{isSent ? t('upload.checking') : valueText}</span>
          <progress aria-hidden="true" value={isSent ? undefined : sent} max={Math.max(file.size, 1)} />
        </>
      )}
    </ProgressBar>
  );
}
