import { type ReactElement, type ReactNode, useId, useState } from 'react';
import { useInterface } from '../interface';
import { Button } from '../ui/button';
import { FileDrop, type FileDropProps } from '../uploads/file-drop';
import { UploadList } from '../uploads/upload-list';
import type { ExistingProps } from './existing-media';
import { type Picked, PickedList } from './picked-list';
import { type PickedUploadsOptions, usePickedUploads } from './picked-uploads';
import './media.css';

/** The properties of every field of a form that picks images or files. */
export interface PickerFieldProps extends Omit<PickedUploadsOptions, 'requestTarget'> {
  readonly label: string;
  readonly problem: ReactNode;
}

interface MediaPickerProps extends PickerFieldProps, PickedUploadsOptions, Pick<FileDropProps, 'action' | 'accept'> {
  readonly layout: 'cards' | 'rows';
  readonly nameOf: (id: string) => string;
  /** The dialog that finds what has been uploaded before. */
  readonly Existing: (props: ExistingProps) => ReactElement;
  /** Shows what was picked. */
  readonly children: (item: Picked) => ReactNode;
}

/** A group of a form, with its label and its problem, that picks files: new ones, and those that have been uploaded before. */
export function MediaPicker(props: MediaPickerProps): ReactElement {
  const { label, value, max, onChange, problem, layout, nameOf, Existing, action, accept } = props;
  const { t } = useInterface();
  const id = useId();
  const { uploads, room, add, pick } = usePickedUploads(props);
  const [isChoosing, setChoosing] = useState(false);
  return (
    <div
      className="picker"
      role="group"
      aria-labelledby={id}
      {...(problem !== null && { 'data-invalid': true, 'aria-describedby': `${id}-problem` })}
    >
      <span id={id}>{label}</span>
      <PickedList
        label={label}
        layout={layout}
        isOrdered={max > 1}
        items={value.map((one) => ({ id: one, name: nameOf(one) }))}
        onChange={onChange}
      >
        {props.children}
      </PickedList>
      <UploadList uploads={uploads} />
      {room > 0 && (
        <>
          <FileDrop label={label} action={action} {...(accept && { accept })} allowsMultiple={max > 1} onFiles={add} />
          <div className="actions">
            <Button
              aria-label={t('form.actionFor', { action: t('media.chooseExisting'), label })}
              onPress={() => {
                setChoosing(true);
              }}
            >
              {t('media.chooseExisting')}
            </Button>
          </div>
        </>
      )}
      {isChoosing && (
        <Existing
          taken={value}
          onPick={(picked, name) => {
            pick(picked, name);
            setChoosing(false);
          }}
          onClose={() => {
            setChoosing(false);
          }}
        />
      )}
      {problem !== null && (
        <span slot="errorMessage" id={`${id}-problem`}>
          {problem}
        </span>
      )}
    </div>
  );
}
