import type { ReactNode } from 'react';
import { withElements } from '../../shared/with-elements';
import type { ValueChange } from '../forms/value-change';
import { useInterface } from '../interface';
import type { Outcome } from '../outcome';
import { useAnnounce } from '../ui/announcements';
import { type UploadAttempt, type Uploads, type UploadTarget, useUploads } from '../uploads/uploads';

export interface PickedUploadsOptions {
  /** The ids that the field has. */
  readonly value: readonly string[];
  /** How many ids the field takes. Another one replaces the only one. */
  readonly max: number;
  readonly onChange: (change: ValueChange<readonly string[]>) => void;
  /** Creates the item that gets the file. */
  readonly requestTarget: (file: File, attempt: UploadAttempt) => Promise<Outcome<UploadTarget>>;
}

/** Uploads whose items a field of a form takes. */
export interface PickedUploads {
  readonly uploads: Uploads;
  /** How many more files the field takes. */
  readonly room: number;
  readonly add: (files: readonly File[]) => void;
  /** Adds what has been uploaded before. */
  readonly pick: (id: string, name: ReactNode) => void;
}

/** Uploads files, and adds the id of each to the value of a field when it is complete. */
export function usePickedUploads({ value, max, onChange, requestTarget }: PickedUploadsOptions): PickedUploads {
  const { t } = useInterface();
  const announce = useAnnounce();
  const uploads = useUploads();
  const isSingle = max === 1;
  const room = isSingle ? 1 : max - value.length - uploads.pending.length;
  const take = (id: string): void => {
    onChange((now) => (isSingle ? [id] : [...now, id]));
  };
  const add = (files: readonly File[]): void => {
    for (const file of files.slice(0, room)) {
      uploads.start({
        file,
        requestTarget: (attempt) => requestTarget(file, attempt),
        onDone: (id) => {
          take(id);
          announce(t('upload.done', { name: file.name }));
        },
      });
    }
  };
  const pick = (id: string, name: ReactNode): void => {
    take(id);
    announce(withElements(t, 'media.picked', { name }));
  };
  return { uploads, room, add, pick };
}
