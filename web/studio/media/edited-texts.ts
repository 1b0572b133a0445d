import type { StudioEditedTextsFragment } from '../../../clients/typescript/src/studio.js';
import type { Editable } from '../forms/draft';
import type { FormValues } from '../forms/form-values';

/** The texts of an image in a language, with what belongs to no language in the original one. */
export interface EditedTexts extends Editable {
  readonly id: string;
  readonly version: number;
  /** The texts in the original language. */
  readonly originals: FormValues;
}

/** What a form edits, of an image as the server has it. */
export function textsIn(image: StudioEditedTextsFragment, locale: string): EditedTexts {
  const { id, version, originalLocale, credit, focalPoint, translations } = image;
  const originals = textsOf(image);
  const isOriginal = locale === originalLocale;
  return {
    id,
    // Editors see the version.
    version: version!,
    originals,
    values: isOriginal
      ? { ...originals, credit, focalPoint: { x: focalPoint.x, y: focalPoint.y } }
      : textsOf(translations?.find((one) => one.locale === locale)),
  };
}

function textsOf(texts: { readonly alt: string | null; readonly caption: string | null } | undefined): FormValues {
  // The API has an empty text for none.
  return { alt: texts?.alt === '' ? null : (texts?.alt ?? null), caption: texts?.caption ?? null };
}
