import { z } from 'zod';
import { MAX_TRANSLATED_LENGTH, MAX_TRANSLATED_TEXTS, type TranslatedText } from '../languages/translated-text';
import { checkRepeats, checkText } from '../mutations/checks';
import type { Field } from './field';
import { normalizeText, textJson } from './field-kinds';

/**
 * How a translation has the texts within a field that is not itself a text: each original text with what it is in the other
 * language. A text that stands in several places is translated once, and a text that moves keeps its translation.
 */
export const translatedTexts: Field<readonly TranslatedText[]> = {
  empty: [],
  json: z.array(z.strictObject({ original: textJson, text: textJson }), 'must be a list of texts with their originals'),
  normalize: (texts) =>
    texts.map(({ original, text }) => ({
      original: normalizeText(original, true),
      text: normalizeText(text, hasLines(original)),
    })),
  check: (texts, { problems, path }) => {
    if (texts.length > MAX_TRANSLATED_TEXTS) {
      problems.add(path, 'TOO_LONG', `must have at most ${MAX_TRANSLATED_TEXTS} entries`);
      return;
    }
    for (const [index, { original, text }] of texts.entries()) {
      const rule = { max: MAX_TRANSLATED_LENGTH, required: true };
      checkText(problems, `${path}.${index}.original`, original, { ...rule, multiline: true });
      checkText(problems, `${path}.${index}.text`, text, { ...rule, multiline: hasLines(original) });
    }
    checkRepeats(
      problems,
      path,
      texts.map(({ original }) => original),
    );
  },
};

/** A translation has lines where its original has some, so titles stay on one line. */
function hasLines(original: string): boolean {
  return original.includes('\n');
}

/** The texts of all entries, each once, in their order. Empty ones are left out. */
export function eachText(texts: Iterable<string | null>): readonly string[] {
  return [...new Set(texts)].filter((text) => text !== null && text !== '') as string[];
}

/** The part of a value that is translated: the value itself, or the texts within it. */
export function translatedPart(field: Field<unknown>, value: unknown): unknown {
  return field.textsWithin === undefined ? value : field.textsWithin(value);
}
