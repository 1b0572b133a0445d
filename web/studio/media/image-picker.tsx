import { type ReactElement, type ReactNode, useState } from 'react';
import {
  StudioCreateImageDocument,
  type StudioImageCardFragment,
  StudioImagesDocument,
} from '../../../clients/typescript/src/index.js';
import { type Outcome, useApi, useReading } from '../api';
import type { ValueChange } from '../forms/value-change';
import { useInterface } from '../interface';
import { Button } from '../ui/button';
import { FileDrop } from '../uploads/file-drop';
import { UploadList } from '../uploads/upload-list';
import type { UploadAttempt, UploadTarget } from '../uploads/uploads';
import { ExistingImages } from './existing-media';
import { imageName } from './image-columns';
import { ImageDialog } from './image-dialog';
import { PickedList } from './picked-list';
import { usePickedUploads } from './picked-uploads';
import { PickerField } from './picker-field';

/** The files that createImage accepts. */
const ACCEPTED = ['.jpg', '.jpeg', '.png', '.webp', '.avif', '.gif'];

interface ImagePickerProps {
  readonly label: string;
  /** The ids of the images, in their order. */
  readonly value: readonly string[];
  /** How many images the field takes. Another one replaces the only one. */
  readonly max: number;
  readonly onChange: (change: ValueChange<readonly string[]>) => void;
  readonly problem: ReactNode;
}

/** The images of an item: uploads them, shows them, orders them, and edits their texts and focal points. */
export function ImagePicker({ label, value, max, onChange, problem }: ImagePickerProps): ReactElement {
  const { t } = useInterface();
  const requestTarget = useImageTargets();
  const { uploads, room, add, pick } = usePickedUploads({ value, max, onChange, requestTarget });
  const [isChoosing, setChoosing] = useState(false);
  const [described, setDescribed] = useState<StudioImageCardFragment | null>(null);
  const { data } = useReading(StudioImagesDocument, { ids: [...value] }, { pause: value.length === 0 });
  const images = new Map(
    (data?.nodes ?? []).flatMap((node) => (node?.__typename === 'Image' ? [[node.id, node]] : [])),
  );
  return (
    <PickerField label={label} problem={problem}>
      <PickedList
        label={label}
        layout="cards"
        isOrdered={max > 1}
        items={value.map((id) => ({ id, name: imageName(t, images.get(id)) }))}
        onChange={onChange}
      >
        {({ id, name }) => {
          const image = images.get(id);
          return image === undefined ? (
            <span className="thumbnail missing">{data === null ? t('state.loading') : t('media.missing')}</span>
          ) : (
            <ImageCard
              image={image}
              name={name}
              onDescribe={() => {
                setDescribed(image);
              }}
            />
          );
        }}
      </PickedList>
      <UploadList uploads={uploads} />
      {room > 0 && (
        <>
          <FileDrop
            action={max > 1 ? t('media.addImages') : t(value.length === 0 ? 'media.addImage' : 'media.replaceImage')}
            accept={ACCEPTED}
            allowsMultiple={max > 1}
            onFiles={add}
          />
          <div className="actions">
            <Button
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
        <ExistingImages
          taken={value}
          onPick={(id, name) => {
            pick(id, name);
            setChoosing(false);
          }}
          onClose={() => {
            setChoosing(false);
          }}
        />
      )}
      {described !== null && (
        <ImageDialog
          image={described}
          onClose={() => {
            setDescribed(null);
          }}
        />
      )}
    </PickerField>
  );
}

function useImageTargets(): (file: File, attempt: UploadAttempt) => Promise<Outcome<UploadTarget>> {
  const api = useApi();
  return async (file, { clientMutationId }) => {
    const input = { fileName: file.name, clientMutationId };
    const { data, problems } = await api.change(StudioCreateImageDocument, { input });
    if (problems !== null) return { data, problems };
    const { image, uploadUrl } = data.createImage;
    return { data: { id: image.id, uploadUrl }, problems };
  };
}

interface ImageCardProps {
  readonly image: StudioImageCardFragment;
  readonly name: string;
  readonly onDescribe: () => void;
}

function ImageCard({ image, name, onDescribe }: ImageCardProps): ReactElement {
  const { t } = useInterface();
  return (
    <>
      <img className="thumbnail" src={image.url} alt="" />
      <span className="picked">
        {image.alt === '' ? <strong className="lacking">{t('media.noAlt')}</strong> : <span>{image.alt}</span>}
        {image.credit !== null && <span className="hint">{image.credit}</span>}
      </span>
      <Button aria-label={t('media.describe', { name })} onPress={onDescribe}>
        {t('action.edit')}
      </Button>
    </>
  );
}
