import type { ReactElement } from 'react';
import { DropZone, FileTrigger, Text } from 'react-aria-components';
import { useInterface } from '../interface';
import { Button } from '../ui/button';
import './uploads.css';

export interface FileDropProps {
  /** Names what the files are for. */
  readonly label: string;
  /** What the button says. */
  readonly action: string;
  /** Media types or extensions that the browser offers; absent: all. */
  readonly accept?: readonly string[];
  readonly allowsMultiple?: boolean;
  readonly onFiles: (files: readonly File[]) => void;
}

/** Takes files from a dialog of the browser, or those that are dropped or pasted here. */
export function FileDrop({ label, action, accept = [], allowsMultiple = false, onFiles }: FileDropProps): ReactElement {
  const { t } = useInterface();
  const take = (files: readonly File[]): void => {
    if (files.length > 0) onFiles(allowsMultiple ? files : files.slice(0, 1));
  };
  return (
    <DropZone
      className="drop"
      aria-label={label}
      onDrop={({ items }) => {
        const files = items.filter((item) => item.kind === 'file').map((item) => item.getFile());
        void Promise.all(files).then(take);
      }}
    >
      <FileTrigger
        acceptedFileTypes={accept}
        allowsMultiple={allowsMultiple}
        onSelect={(files) => {
          take([...(files ?? [])]);
        }}
      >
        <Button>{action}</Button>
      </FileTrigger>
      <Text slot="label" className="hint">
        {t('upload.drop')}
      </Text>
    </DropZone>
  );
}
