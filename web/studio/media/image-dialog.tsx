import { type ReactElement, useState } from 'react';
import {
  StudioImageDocument,
  type StudioImageQuery,
  StudioTranslateImageDocument,
  StudioUpdateImageDocument,
} from '../../../clients/typescript/src/studio.js';
import { useApi } from '../api';
import { useTextBounds } from '../forms/content-type';
import { DraftLease } from '../forms/draft-lease';
import { ItemDialogForm } from '../forms/item-dialog-form';
import { draftKeyOf } from '../forms/local-draft';
import { useItemForm } from '../forms/use-item-form';
import { useInterface } from '../interface';
import { mapOutcome } from '../outcome';
import { useReading } from '../reading';
import { useSession } from '../session';
import { findChangedOriginal, isOriginalChanged } from '../translations/original-changed';
import { useAnnounce } from '../ui/announcements';
import { Choice } from '../ui/choice';
import { Dialog } from '../ui/dialog';
import { TextInput } from '../ui/text-input';
import { Shown } from '../ui/waiting';
import { type EditedTexts, textsIn } from './edited-texts';
import { FocalPointInput, type Point } from './focal-point-input';

interface ImageDialogProps {
  readonly image: { readonly id: string; readonly originalLocale: string };
  readonly onClose: () => void;
}

type ShownImage = Extract<StudioImageQuery['node'], { readonly __typename: 'Image' }>;

/** Edits the texts of an image, in each language of the programme, and its focal point. */
export function ImageDialog({ image: { id, originalLocale }, onClose }: ImageDialogProps): ReactElement {
  const { t, languageName } = useInterface();
  const { account, locales } = useSession();
  const [locale, setLocale] = useState(originalLocale);
  const reading = useReading(StudioImageDocument, { id, originalLocale });
  const options = [originalLocale, ...locales.flatMap((one) => (one.locale === originalLocale ? [] : [one.locale]))];
  return (
    <Dialog title={t('media.imageTitle')} isOpen onClose={onClose}>
      <Shown reading={reading}>
        {({ node }) =>
          node?.__typename === 'Image' && (
            <>
              {options.length > 1 && (
                <Choice
                  label={t('media.textsIn')}
                  value={locale}
                  options={options.map((value) => ({ value, label: languageName(value) }))}
                  onChange={setLocale}
                />
              )}
              <DraftLease key={locale} draftKey={draftKeyOf(account.id, 'Image', id, locale)} onClose={onClose}>
                <ImageForm image={node} locale={locale} onStale={reading.refresh} onClose={onClose} />
              </DraftLease>
            </>
          )
        }
      </Shown>
    </Dialog>
  );
}

interface ImageFormProps {
  readonly image: ShownImage;
  readonly locale: string;
  /** Called when somebody else has changed the original texts meanwhile. */
  readonly onStale: () => void;
  readonly onClose: () => void;
}

function ImageForm({ image, locale, onStale, onClose }: ImageFormProps): ReactElement {
  const { t, locale: interfaceLocale, languageName } = useInterface();
  const { account } = useSession();
  const api = useApi();
  const announce = useAnnounce();
  const boundOf = useTextBounds('Image');
  const { id, originalLocale } = image;
  const isOriginal = locale === originalLocale;
  const item = textsIn(image, locale);
  const form = useItemForm<EditedTexts>({
    item,
    draftKeyOf: () => draftKeyOf(account.id, 'Image', id, locale),
    send: async ({ clientMutationId, version, values }) => {
      const input = { ...values, id, version: version!, clientMutationId };
      return isOriginal
        ? mapOutcome(await api.change(StudioUpdateImageDocument, { input, originalLocale }), ({ updateImage }) =>
            textsIn(updateImage.image, locale),
          )
        : mapOutcome(
            await api.change(StudioTranslateImageDocument, {
              input: { ...input, locale, state: 'PUBLISHED' },
              originalLocale,
            }),
            ({ setImageTranslation }) => textsIn(setImageTranslation.image, locale),
          );
    },
    load: async () =>
      mapOutcome(await api.read(StudioImageDocument, { id, originalLocale }), ({ node }) =>
        node?.__typename === 'Image' ? textsIn(node, locale) : item,
      ),
    // Texts of the original language are not based on others.
    findObstacle: ({ originals }) => (isOriginal ? null : findChangedOriginal(item.originals, originals)),
    onSaved: () => {
      announce(t('state.saved'));
      onClose();
    },
  });
  const source = (text: string | null): string | undefined =>
    isOriginal || text === null || text === '' ? undefined : t('media.original', { text });
  const textOf = (field: string): { readonly value: string; readonly onChange: (text: string) => void } => ({
    value: (form.values[field] as string | null) ?? '',
    onChange: (text) => {
      form.set(field, text === '' ? null : text);
    },
  });
  const save = async (): Promise<void> => {
    // Texts that stay as they are, are right for the original as it is now.
    const found = await form.save(({ alt = null, caption = null }) => (isOriginal ? {} : { alt, caption }));
    if (isOriginalChanged(found)) onStale();
  };
  return (
    <ItemDialogForm
      form={form}
      labels={{
        alt: t('media.alt'),
        caption: t('media.caption'),
        credit: t('media.credit'),
        focalPoint: t('media.focalPoint'),
      }}
      describe={(field, value) =>
        field === 'focalPoint' ? describePoint(value as Point, interfaceLocale) : (value as string)
      }
      action={isOriginal ? t('action.save') : t('media.saveIn', { language: languageName(locale) })}
      onSave={save}
      onClose={onClose}
    >
      {(problemOf) => (
        <>
          {isOriginal && (
            <FocalPointInput
              image={image}
              value={form.values['focalPoint'] as Point}
              onChange={({ x, y }) => {
                form.set('focalPoint', { x, y });
              }}
            />
          )}
          {image.translations?.some((one) => one.locale === locale && one.isOutdated) === true && (
            <p className="lacking">{t('media.outdated')}</p>
          )}
          <TextInput
            label={t('media.alt')}
            description={isOriginal ? t('media.altHint') : source(image.alt)}
            {...textOf('alt')}
            {...boundOf('alt')}
            isRequired={!isOriginal}
            problem={problemOf('alt')}
          />
          <TextInput
            label={t('media.caption')}
            description={source(image.caption)}
            {...textOf('caption')}
            isMultiline
            {...boundOf('caption')}
            problem={problemOf('caption')}
          />
          {isOriginal && (
            <TextInput
              label={t('media.credit')}
              description={t('media.creditHint')}
              {...textOf('credit')}
              {...boundOf('credit')}
              problem={problemOf('credit')}
            />
          )}
        </>
      )}
    </ItemDialogForm>
  );
}

function describePoint({ x, y }: Point, locale: string): string {
  const percent = new Intl.NumberFormat(locale, { style: 'percent' });
  return [x, y].map((part) => percent.format(part)).join(' × ');
}
