import { setImmediate } from 'node:timers/promises';
import type { ZxcvbnFactory, ZxcvbnResult } from '@zxcvbn-ts/core';
import anyAscii from 'any-ascii';

/**
 * Words that attackers of this server would try and that the dictionaries lack. Those in Russian are found in Latin letters
 * and by their keys, too.
 */
const OWN_WORDS = [
  ...['entente', 'prokuratura', 'prokuror', 'procuraduria'],
  ...['весна', 'лето', 'осень', 'зима'],
  ...[
    'январь',
    'февраль',
    'март',
    'апрель',
    'май',
    'июнь',
    'июль',
    'август',
    'сентябрь',
    'октябрь',
    'ноябрь',
    'декабрь',
  ],
  ...['понедельник', 'вторник', 'среда', 'четверг', 'пятница', 'суббота', 'воскресенье'],
];

/** Minimum characters of a word. Shorter parts of names occur in passwords by chance. */
const MIN_WORD_LENGTH = 3;

/** Maximum characters to estimate. They must be strong enough alone: the time grows with the square of the length. */
const MAX_CHARACTERS = 32;

/** Maximum spellings with digits for letters. Their number, and so the time, grows with the length. */
const MAX_SUBSTITUTIONS = 5;

/** Minimum words of a dictionary. The long ones contain nearly all words of the short ones, and each takes the same time. */
const MIN_LIST_LENGTH = 1_000;

const SEPARATORS = /[\s._-]+/g;

/** Runs of characters other than letters and digits. */
const SIGNS = /[^\p{L}\p{M}\p{N}]+/gu;

/**
 * Guesses for one run of signs, as a power of ten: which sign, once or several times, and where. Attackers add signs by
 * rules, and most people add `!`.
 */
const SIGNS_LOG10 = 1.5;

/** Three or more characters that are repeated. */
// eslint-disable-next-line regexp/no-super-linear-move -- A password has at most 72 bytes.
const REPETITIONS = /(.{3,}?)\1+/gsu;

/** Letters of Russian and Ukrainian keyboards, and the characters of the same keys on a Latin keyboard. */
const CYRILLIC_KEYS = 'йцукенгшщзхъфывапролджэячсмитьбюёіїєґ';
const LATIN_KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`s]'\\";

let estimator: Promise<ZxcvbnFactory> | undefined;

export interface PasswordStrength {
  /** How many guesses find the password, as a power of ten. */
  readonly guessesLog10: number;
  /** Sentences about what makes the password weak, if that is known. */
  readonly advice: readonly string[];
}

/**
 * Estimates the strength of a password with zxcvbn. The weakest spelling of the password counts. Only the beginning of a
 * long password counts.
 *
 * @param known texts that others know: the name and address of the owner, and the names of this server's programmes
 * @param enough the strength, as a power of ten, below which no further spellings are estimated
 */
export async function passwordStrength(
  password: string,
  known: readonly string[],
  enough: number,
): Promise<PasswordStrength> {
  const zxcvbn = await (estimator ??= loadEstimator());
  const words = wordsOf([...OWN_WORDS, ...known]);
  const check = async (spelling: string): Promise<ZxcvbnResult> => {
    // Each check blocks the event loop for milliseconds, so other requests run in between.
    await setImmediate();
    return zxcvbn.check(spelling, words);
  };
  const spellings = spellingsOf(password);
  const results: ZxcvbnResult[] = [];
  for (const spelling of spellings) results.push(await check(spelling));
  const { guessesLog10, feedback } = weakest(results);
  const advice = [...(feedback.warning === null ? [] : [feedback.warning]), ...feedback.suggestions];
  if (guessesLog10 < enough) return { guessesLog10, advice };
  const withoutSigns: number[] = [];
  for (const [spelling, { signs }] of withoutSignsOf(results)) {
    if (spellings.has(spelling)) continue;
    withoutSigns.push((await check(spelling)).guessesLog10 + signs * SIGNS_LOG10);
  }
  return { guessesLog10: Math.min(guessesLog10, ...withoutSigns), advice };
}

function weakest(results: readonly ZxcvbnResult[]): ZxcvbnResult {
  return results.reduce((one, other) => (other.guessesLog10 < one.guessesLog10 ? other : one));
}

/**
 * The spellings that contain a word or another pattern, without their signs, and how many runs of signs each had. zxcvbn
 * overrates patterns that are joined by signs: it takes `!2026!!` for random characters.
 */
function withoutSignsOf(results: readonly ZxcvbnResult[]): Map<string, { readonly signs: number }> {
  const patterned = results.filter(({ sequence }) => sequence.some(({ pattern }) => pattern !== 'bruteforce'));
  return new Map(
    patterned.map(({ password }) => [password.replace(SIGNS, ''), { signs: password.match(SIGNS)?.length ?? 0 }]),
  );
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

/** Each text, with and without signs, and each word in it; each once, and in Latin letters and by its keys, too. */
function wordsOf(texts: readonly string[]): string[] {
  const words = texts
    .flatMap((text) => [text, transliterate(text), toLatinKeys(text)])
    .flatMap((text) => [shorten(text), shorten(text.replace(SIGNS, '')), ...text.split(SIGNS)])
    .filter((word) => word.length >= MIN_WORD_LENGTH);
  return [...new Set(words)];
}
