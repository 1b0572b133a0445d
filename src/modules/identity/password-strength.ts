import { setImmediate } from 'node:timers/promises';
import type { ZxcvbnFactory, ZxcvbnResult } from '@zxcvbn-ts/core';
import anyAscii from 'any-ascii';

/** Words that attackers of this server would try and that the dictionaries lack. */
const OWN_WORDS = ['entente', 'prokuratura', 'prokuror', 'procuraduria'];

/** Minimum characters of a word. Shorter parts of names occur in passwords by chance. */
const MIN_WORD_LENGTH = 3;

/** Maximum characters to estimate. They must be strong enough alone: the time grows with the square of the length. */
const MAX_CHARACTERS = 32;

/** Maximum spellings with digits for letters. Their number, and so the time, grows with the length. */
const MAX_SUBSTITUTIONS = 5;

/** Minimum words of a dictionary. The long ones contain nearly all words of the short ones, and each takes the same time. */
const MIN_LIST_LENGTH = 1_000;

const SEPARATORS = /[\s._-]+/g;

/** Three or more characters that are repeated. */
const REPETITIONS = /(.{3,}?)\1+/gsu;

/** Letters of Russian and Ukrainian keyboards, and the characters of the same keys on a Latin keyboard. */
const CYRILLIC_KEYS = 'йцукенгшщзхъфывапролджэячсмитьбюёіїєґ';
const LATIN_KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`s]'\\";

let estimator: Promise<ZxcvbnFactory> | undefined;

/**
 * Estimates the strength of a password with zxcvbn: a score from 0 to 4, and advice. The weakest spelling of the password
 * counts. Only the beginning of a long password counts.
 *
 * @param personal texts that others know about the owner, such as name and address
 */
export async function passwordStrength(
  password: string,
  personal: readonly string[],
): Promise<{ score: number; advice: string[] }> {
  const zxcvbn = await (estimator ??= loadEstimator());
  const words = wordsOf([...OWN_WORDS, ...personal]);
  const results: ZxcvbnResult[] = [];
  for (const spelling of spellingsOf(password)) {
    // Each check blocks the event loop for milliseconds, so other requests run in between.
    await setImmediate();
    results.push(zxcvbn.check(spelling, words));
  }
  const { score, feedback } = results.reduce((one, other) => (other.score < one.score ? other : one));
  return { score, advice: [...(feedback.warning === null ? [] : [feedback.warning]), ...feedback.suggestions] };
}

/** Called when the first password is chosen. The dictionaries take tens of megabytes, which most servers never need. */
async function loadEstimator(): Promise<ZxcvbnFactory> {
  const [core, common, english, french, spanish] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
    import('@zxcvbn-ts/language-en'),
    import('@zxcvbn-ts/language-fr'),
    import('@zxcvbn-ts/language-es-es'),
  ]);
  const lists = { ...common.dictionary, ...english.dictionary, ...french.dictionary, ...spanish.dictionary };
  const longLists = Object.entries(lists).filter(([, words]) => words.length >= MIN_LIST_LENGTH);
  return new core.ZxcvbnFactory({
    // Words without accents, as people often type them. A password with accents is matched by its Latin spelling.
    dictionary: Object.fromEntries(longLists.map(([name, words]) => [name, words.map(transliterate)])),
    graphs: common.adjacencyGraphs,
    translations: english.translations,
    l33tMaxSubstitutions: MAX_SUBSTITUTIONS,
  });
}

/**
 * The spellings of a password to estimate: the password itself, in Latin letters, and with the characters of the same keys
 * on a Latin keyboard, since the dictionaries are in Latin letters. Each is also estimated without separators, because
 * zxcvbn overrates known words that are joined by a dot or a dash.
 */
function spellingsOf(password: string): Set<string> {
  const joined = [password, password.replaceAll(SEPARATORS, '')];
  return new Set(joined.flatMap((text) => [text, transliterate(text), toLatinKeys(text)]).map(shorten));
}

/** Writes a text in Latin letters, without the apostrophes that stand for the soft sign and others. */
function transliterate(text: string): string {
  return /^[ -~]*$/.test(text) ? text : anyAscii(text).replaceAll("'", '');
}

function toLatinKeys(text: string): string {
  return text.replace(
    /\p{Script=Cyrillic}/gu,
    (letter) => LATIN_KEYS[CYRILLIC_KEYS.indexOf(letter.toLowerCase())] ?? letter,
  );
}

/** Cuts a long text. It removes repetitions first, because a repetition that is cut off would look like a new word. */
function shorten(text: string): string {
  return text.length <= MAX_CHARACTERS ? text : text.replace(REPETITIONS, '$1').slice(0, MAX_CHARACTERS);
}

/** Each text and each word in it. */
function wordsOf(texts: readonly string[]): string[] {
  return texts
    .flatMap((text) => [text, transliterate(text)])
    .flatMap((text) => [shorten(text), ...text.split(/[^\p{L}\p{N}]+/u)])
    .filter((word) => word.length >= MIN_WORD_LENGTH);
}
