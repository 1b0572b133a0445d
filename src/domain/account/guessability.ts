import type { ZxcvbnFactory } from '@zxcvbn-ts/core';

/** Words that anyone tries here. */
const ownWords = ['entente'];

/** Shorter parts of names occur in every password by chance. */
const shortestWord = 3;

/** How many spellings with digits for letters are looked at: their number grows with the length, and the time with it. */
const mostSpellings = 20;

const separators = /[\s._-]+/g;

let estimator: Promise<ZxcvbnFactory> | undefined;

/**
 * How well a password withstands guessing, from 0 to 4 as zxcvbn has it, and what is wrong with it.
 *
 * @param personal what others know of whoever will use it
 */
export async function guessability(
  password: string,
  personal: readonly string[],
): Promise<{ score: number; advice: string[] }> {
  const zxcvbn = await (estimator ??= loadEstimator());
  const words = wordsOf([...ownWords, ...personal]);
  // Known words joined by a dot or a dash are guessed as easily as without, which zxcvbn does not see.
  const { score, feedback } = [password, password.replaceAll(separators, '')]
    .map((text) => zxcvbn.check(text, words))
    .reduce((one, other) => (other.score < one.score ? other : one));
  return { score, advice: [...(feedback.warning === null ? [] : [feedback.warning]), ...feedback.suggestions] };
}

/** Loaded when the first password is chosen: the dictionaries take tens of megabytes, which most servers never need. */
async function loadEstimator(): Promise<ZxcvbnFactory> {
  const [core, common, english] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
    import('@zxcvbn-ts/language-en'),
  ]);
  return new core.ZxcvbnFactory({
    dictionary: { ...common.dictionary, ...english.dictionary },
    graphs: common.adjacencyGraphs,
    translations: english.translations,
    l33tMaxSubstitutions: mostSpellings,
  });
}

/** Each text, and each word in it. */
function wordsOf(texts: readonly string[]): string[] {
  return texts
    .flatMap((text) => [text, ...text.split(/[^\p{L}\p{N}]+/u)])
    .filter((word) => word.length >= shortestWord);
}
