import { useState, type ReactElement, type SyntheticEvent } from 'react';
import { Form } from 'react-aria-components';
import {
  StudioImageDocument,
  StudioTranslateImageDocument,
  StudioUpdateImageDocument,
  type StudioImageQuery,
} from '../../../clients/typescript/src/index.js';
import { useApi, useReading, type Problem } from '../api';
import { useInterface } from '../interface';
import { useSession } from '../session';
import { useAnnounce } from '../ui/announcements';
import { Button } from '../ui/button';
import { Choice } from '../ui/choice';
import { Dialog } from '../ui/dialog';
import { describeProblem, Problems } from '../ui/problems';
import { TextInput } from '../ui/text-input';
import { Shown } from '../ui/waiting';
import { FocalPointInput } from './focal-point-input';

interface ImageDialogProps {
  readonly image: { readonly id: string; readonly originalLocale: string };
  readonly onClose: () => void;
}

type EditedImage = Extract<StudioImageQuery['node'], { readonly __typename: 'Image' }>;

/** Edits the texts of an image, in each language of the programme, and its focal point. */
export function ImageDialog({ image: { id, originalLocale }, onClose }: ImageDialogProps): ReactElement {
  const { t, languageName } = useInterface();
  const { locales } = useSession();
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
              <ImageForm key={`${locale} ${node.version}`} image={node} locale={locale} onClose={onClose} />
            </>
          )
        }
      </Shown>
    </Dialog>
  );
}

interface ImageFormProps {
  readonly image: EditedImage;
  readonly locale: string;
  readonly onClose: () => void;
}

function ImageForm({ image, locale, onClose }: ImageFormProps): ReactElement {
  const { t, languageName } = useInterface();
  const api = useApi();
  const announce = useAnnounce();
  const isOriginal = locale === image.originalLocale;
  const translation = image.translations?.find((one) => one.locale === locale);
  const [focalPoint, setFocalPoint] = useState(image.focalPoint);
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const [isPending, setPending] = useState(false);
  const submit = async (event: SyntheticEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const textOf = (name: string): string | null => (form.get(name) as string).trim() || null;
    const { id, version } = image;
    // Editors see the version.
    const texts = { id, version: version!, alt: textOf('alt'), caption: textOf('caption') };
    setPending(true);
    const outcome = isOriginal
      ? await api.change(StudioUpdateImageDocument, { input: { ...texts, credit: textOf('credit'), focalPoint } })
      : await api.change(StudioTranslateImageDocument, { input: { ...texts, locale, state: 'PUBLISHED' } });
    setPending(false);
    if (outcome.problems !== null) {
      setProblems(outcome.problems);
      return;
    }
    announce(t('state.saved'));
    onClose();
  };
  const problemOf = (field: string): string | null => {
    const problem = problems.find((one) => one.field === `input.${field}`);
    return problem === undefined ? null : describeProblem(t, problem);
  };
  const source = (text: string | null): string | undefined =>
    isOriginal || text === null || text === '' ? undefined : t('media.original', { text });
  const texts = isOriginal ? image : (translation ?? { alt: null, caption: null });
  return (
    <Form onSubmit={(event) => void submit(event)}>
      {isOriginal && <FocalPointInput image={image} value={focalPoint} onChange={setFocalPoint} />}
      {translation?.isOutdated === true && <p className="lacking">{t('media.outdated')}</p>}
      <TextInput
        label={t('media.alt')}
        description={isOriginal ? t('media.altHint') : source(image.alt)}
        name="alt"
        defaultValue={texts.alt ?? ''}
        maxLength={500}
        isRequired={!isOriginal}
        problem={problemOf('alt')}
      />
      <TextInput
        label={t('media.caption')}
        description={source(image.caption)}
        name="caption"
        isMultiline
        defaultValue={texts.caption ?? ''}
        maxLength={1000}
        problem={problemOf('caption')}
      />
      {isOriginal && (
        <TextInput
          label={t('media.credit')}
          description={t('media.creditHint')}
          name="credit"
          defaultValue={image.credit ?? ''}
          maxLength={300}
          problem={problemOf('credit')}
        />
      )}
      <Problems problems={problems.filter(({ field }) => field === null)} />
      <div className="actions">
        <Button type="submit" look="primary" isPending={isPending}>
          {isOriginal ? t('action.save') : t('media.saveIn', { language: languageName(locale) })}
        </Button>
        <Button onPress={onClose}>{t('action.cancel')}</Button>
      </div>
    </Form>
  );
}
