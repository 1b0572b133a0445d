import { type ReactElement, useState } from 'react';
import {
  StudioDeleteImageDocument,
  type StudioImageCardFragment,
  StudioImageListDocument,
} from '../../../clients/typescript/src/studio.js';
import { useInterface } from '../interface';
import { ListScreen } from '../lists/list-screen';
import { pageArguments, useListState } from '../lists/list-state';
import { useReading } from '../reading';
import { imageColumns, imageLanguage, imageName } from './image-columns';
import { ImageDialog } from './image-dialog';
import { MediaActions } from './media-actions';
import './media.css';

/** The images that the editor may use and edit. */
export function ImageListScreen(): ReactElement {
  const { t } = useInterface();
  const [state, show] = useListState();
  const [edited, setEdited] = useState<StudioImageCardFragment | null>(null);
  const { text } = state;
  const conditions = text === undefined ? {} : { filter: { alt: { contains: text } } };
  const reading = useReading(StudioImageListDocument, { ...pageArguments(state), ...conditions });
  return (
    <ListScreen
      title={t('nav.images')}
      path="/images"
      state={state}
      onChange={show}
      reading={reading}
      read={(api, page) => api.read(StudioImageListDocument, { ...page, ...conditions })}
      pageOf={({ page }) => page}
      titleOf={(image) => imageName(t, image)}
      hasNew={false}
      filters={[{ name: 'text', label: t('media.alt') }]}
      columns={[
        ...imageColumns(t),
        {
          id: 'ACTIONS',
          title: t('column.actions'),
          show: (image) => (
            <MediaActions
              name={imageName(t, image)}
              language={imageLanguage(image)}
              onEdit={() => {
                setEdited(image);
              }}
              // Editors see the version.
              remove={(api) =>
                api.change(StudioDeleteImageDocument, { input: { id: image.id, version: image.version! } })
              }
            />
          ),
        },
      ]}
    >
      {edited !== null && (
        <ImageDialog
          image={edited}
          onClose={() => {
            setEdited(null);
          }}
        />
      )}
    </ListScreen>
  );
}
