import { type ReactElement, type ReactNode, useState } from 'react';
import { StudioAttachmentListDocument, StudioImageListDocument } from '../../../clients/typescript/src/studio.js';
import { useInterface } from '../interface';
import { ListFilters } from '../lists/list-filters';
import { type ListState, pageArguments } from '../lists/list-state';
import { type ListColumn, type ListPage, ListTable } from '../lists/list-table';
import { type Reading, useReading } from '../reading';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { Shown } from '../ui/waiting';
import { attachmentColumns } from './attachment-columns';
import { imageColumns, imageLanguage, imageName } from './image-columns';

export interface ExistingProps {
  /** The ids that the field has already. */
  readonly taken: readonly string[];
  readonly onPick: (id: string, name: ReactNode) => void;
  readonly onClose: () => void;
}

/** Finds an image that has been uploaded before. */
export function ExistingImages(props: ExistingProps): ReactElement {
  const { t } = useInterface();
  const [state, show] = useState<ListState>({});
  const { text } = state;
  const reading = useReading(StudioImageListDocument, {
    ...pageArguments(state),
    ...(text !== undefined && { filter: { alt: { contains: text } } }),
  });
  return (
    <ExistingMedia
      {...props}
      title={t('media.existingImages')}
      filter={t('media.alt')}
      state={state}
      onChange={show}
      reading={reading}
      columns={imageColumns(t)}
      nameOf={(image) => imageName(t, image)}
      languageOf={imageLanguage}
    />
  );
}

/** Finds a public file that has been uploaded before. */
export function ExistingAttachments(props: ExistingProps): ReactElement {
  const texts = useInterface();
  const { t } = texts;
  const [state, show] = useState<ListState>({});
  const { text } = state;
  const reading = useReading(StudioAttachmentListDocument, {
    ...pageArguments(state),
    ...(text !== undefined && { filter: { title: { contains: text } } }),
  });
  return (
    <ExistingMedia
      {...props}
      title={t('media.existingFiles')}
      filter={t('media.fileTitle')}
      state={state}
      onChange={show}
      reading={reading}
      columns={attachmentColumns(texts)}
      nameOf={({ title }) => title}
      languageOf={({ language }) => language ?? undefined}
    />
  );
}

interface ExistingMediaProps<N> extends ExistingProps {
  readonly title: string;
  /** What the text of the search is compared with. */
  readonly filter: string;
  readonly state: ListState;
  readonly onChange: (state: ListState) => void;
  readonly reading: Reading<{ readonly page: ListPage<N> | null }>;
  readonly columns: readonly ListColumn<N>[];
  readonly nameOf: (node: N) => string;
  /** The language of the name; undefined: that of the interface. */
  readonly languageOf: (node: N) => string | undefined;
}

function ExistingMedia<N extends { readonly id: string }>(props: ExistingMediaProps<N>): ReactElement {
  const { title, state, onChange, reading, columns, nameOf, languageOf, taken, onPick, onClose } = props;
  const { t } = useInterface();
  const choice: ListColumn<N> = {
    id: 'CHOICE',
    title: t('column.actions'),
    show: (node) => (
      <Button
        aria-label={t('media.pick', { name: nameOf(node) })}
        isDisabled={taken.includes(node.id)}
        onPress={() => {
          onPick(node.id, <span lang={languageOf(node)}>{nameOf(node)}</span>);
        }}
      >
        {t('action.choose')}
      </Button>
    ),
  };
  return (
    <Dialog title={title} isOpen onClose={onClose}>
      <ListFilters filters={[{ name: 'text', label: props.filter }]} state={state} onChange={onChange} />
      <Shown reading={reading}>
        {({ page }) =>
          page !== null && (
            <ListTable
              label={title}
              page={page}
              state={state}
              onChange={onChange}
              columns={[...columns, choice]}
              empty={t(state['text'] === undefined ? 'list.none' : 'list.empty')}
              isLoading={reading.isLoading}
            />
          )
        }
      </Shown>
      <div className="actions">
        <Button onPress={onClose}>{t('action.cancel')}</Button>
      </div>
    </Dialog>
  );
}
