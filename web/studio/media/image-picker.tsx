import { type ReactElement, useState } from 'react';
import {
  StudioCreateImageDocument,
  type StudioImageCardFragment,
  StudioImagesDocument,
} from '../../../clients/typescript/src/studio.js';
import { useApi } from '../api';
import { useInterface } from '../interface';
import type { Outcome } from '../outcome';
import { useReading } from '../reading';
import { Button } from '../ui/button';
import type { UploadAttempt, UploadTarget } from '../uploads/uploads';
import { ExistingImages } from './existing-media';
import { imageName } from './image-columns';
import { ImageDialog } from './image-dialog';
import { MediaPicker, type PickerFieldProps } from './media-picker';

/** The files that createImage accepts. */
const ACCEPTED = ['.jpg', '.jpeg', '.png', '.webp', '.avif', '.gif'];

/** The images of an item: uploads them, shows them, orders them, and edits their texts and focal points. */
export function ImagePicker(props: PickerFieldProps): ReactElement {
  const { value, max } = props;
  const { t } = useInterface();
  const requestTarget = useImageTargets();
  const [described, setDescribed] = useState<StudioImageCardFragment | null>(null);
  const { data } = useReading(StudioImagesDocument, { ids: [...value] }, { pause: value.length === 0 });
  const images = new Map(
    (data?.nodes ?? []).flatMap((node) => (node?.__typename === 'Image' ? [[node.id, node]] : [])),
  );
  return (
    <>
      <MediaPicker
        {...props}
        layout="cards"
        nameOf={(id) => imageName(t, images.get(id))}
        action={max > 1 ? t('media.addImages') : t(value.length === 0 ? 'media.addImage' : 'media.replaceImage')}
        accept={ACCEPTED}
        requestTarget={requestTarget}
        Existing={ExistingImages}
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
      </MediaPicker>
      {described !== null && (
        <ImageDialog
          image={described}
          onClose={() => {
            setDescribed(null);
          }}
        />
      )}
    </>
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
        {image.alt === '' ? (
          <strong className="lacking">{t('media.noAlt')}</strong>
        ) : (
          <span lang={image.locale}>{image.alt}</span>
        )}
        {image.credit !== null && <span className="hint">{image.credit}</span>}
      </span>
      <Button aria-label={t('media.describe', { name })} onPress={onDescribe}>
        {t('action.edit')}
      </Button>
    </>
  );
}
