import { type InputProblem, InvalidInputError } from '../../errors';
import type { RequestContext } from '../access/request-context';
import type { ChangeInput } from '../mutations/mutation-inputs';
import type { FieldSet } from './field';
import { prepareTranslation, withoutTranslation, withTranslation } from './localized-fields';
import { isLocalized } from './translation-values';
import type { GivenTranslation } from './translations-field';

/** The input of a mutation that sets a translation: the language, the state, and the texts. */
export type SetTranslationInput = ChangeInput & GivenTranslation;

/** The input of a mutation that deletes a translation. */
export type DeleteTranslationInput = ChangeInput & Pick<GivenTranslation, 'locale'>;

/** Computes the content after a change of one translation. */
export type TranslationChange<C extends object> = (content: C, now: string) => C;

/**
 * Adds or changes one translation of an item.
 *
 * @param run stores the content that results from the change, and returns the id of the item
 * @throws InvalidInputError with all problems, at the paths of the input
 */
export async function setTranslation<C extends object>(
  { languages }: Pick<RequestContext, 'languages'>,
  set: FieldSet<C>,
  input: SetTranslationInput,
  run: (change: TranslationChange<C>) => Promise<number>,
): Promise<number> {
  const { locale } = input;
  if (!languages.locales.includes(locale)) {
    throw InvalidInputError.of('input.locale', 'INVALID', `must be one of ${languages.locales.join(', ')}`);
  }
  await prepareTranslation(set, input);
  try {
    return await run((content, now) => (isLocalized(content) ? withTranslation(set, content, input, now) : content));
  } catch (error) {
    if (error instanceof InvalidInputError) throw new InvalidInputError(error.problems.map(atInput));
    throw error;
  }
}

/** The deletion of one translation of an item. It changes nothing if there is no such translation. */
export function translationDeletion<C extends object>({ locale }: DeleteTranslationInput): TranslationChange<C> {
  return (content) => (isLocalized(content) ? withoutTranslation(content, locale) : content);
}

/**
 * The problem of a text of a translation, at the path of the input, which the message names as well. Only the translation that
 * changes is checked.
 */
function atInput({ code, path, message }: InputProblem): InputProblem {
  const inItem = /^(?:input\.)?translations\.\d+\./;
  return { path: path.replace(inItem, 'input.'), code, message: message.replace(inItem, '') };
}
