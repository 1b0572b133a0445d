import { setImmediate } from 'node:timers/promises';
import type { ZxcvbnFactory, ZxcvbnResult } from '@zxcvbn-ts/core';
import anyAscii from 'any-ascii';

/** Words that anyone tries here, and that no dictionary has. */
const ownWords = ['entente', 'prokuratura', 'prokuror', 'procuraduria'];

/** Shorter parts of names occur in every password by chance. */
const shortestWord = 3;

/** So many characters withstand guessing by themselves; the time that it takes to tell grows with the square of their number. */
const mostCharacters = 32;

/** How many spellings with digits for letters are looked at: their number grows with the length, and the time with it. */
const mostSubstitutions = 5;

/** What shorter lists have, such as those of days and months, the long ones nearly all have; and each costs as much time. */
const shortestList = 1_000;

const separators = /[\s._-]+/g;

/** What is told three characters or more of, again and again. */
const repetitions = /(.{3,}?)\1+/gsu;

/** The keys of Russian and Ukrainian keyboards, and what is on them in Latin. */
const cyrillicKeys = 'йцукенгшщзхъфывапролджэячсмитьбюёіїєґ';
const latinKeys = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`s]'\\";

let estimator: Promise<ZxcvbnFactory> | undefined;

/**
 * How well a password withstands guessing, from 0 to 4 as zxcvbn has it, and what is wrong with it: that of its spellings
 * that is guessed first. Of a long one, the beginning has to suffice.
 *
 * @param personal what others know of whoever will use it
 */
export async function guessability(
  password: string,
  personal: readonly string[],
): Promise<{ score: number; advice: string[] }> {
  const zxcvbn = await (estimator ??= loadEstimator());
  const words = wordsOf([...ownWords, ...personal]);
  const results: ZxcvbnResult[] = [];
  for (const spelling of spellingsOf(password)) {
    // Each takes milliseconds, in which nobody else is served.
    await setImmediate();
    results.push(zxcvbn.check(spelling, words));
  }
  const { score, feedback } = results.reduce((one, other) => (other.score < one.score ? other : one));
  return { score, advice: [...(feedback.warning === null ? [] : [feedback.warning]), ...feedback.suggestions] };
}

/** Loaded when the first password is chosen: the dictionaries take tens of megabytes, which most servers never need. */
async function loadEstimator(): Promise<ZxcvbnFactory> {
  const [core, common, english, french, spanish] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
    import('@zxcvbn-ts/language-en'),
    import('@zxcvbn-ts/language-fr'),
    import('@zxcvbn-ts/language-es-es'),
  ]);
  const lists = { ...common.dictionary, ...english.dictionary, ...french.dictionary, ...spanish.dictionary };
  const longOnes = Object.entries(lists).filter(([, words]) => words.length >= shortestList);
  return new core.ZxcvbnFactory({
    // Without accents, as people often type them; a password with accents is found by its Latin spelling.
    dictionary: Object.fromEntries(longOnes.map(([name, words]) => [name, words.map(inLatin)])),
    graphs: common.adjacencyGraphs,
    translations: english.translations,
    l33tMaxSubstitutions: mostSubstitutions,
  });
}

/**
 * What a password is known by: as it is, in Latin letters, and by the keys that it is typed with, since lists of what people
 * choose are in Latin letters. Known words joined by a dot or a dash are guessed as easily as without, which zxcvbn does not
 * see.
 */
function spellingsOf(password: string): Set<string> {
  const joined = [password, password.replaceAll(separators, '')];
  return new Set(joined.flatMap((text) => [text, inLatin(text), onLatinKeys(text)]).map(beginningOf));
}

/** Without the apostrophes that the soft sign and others become. */
function inLatin(text: string): string {
  return /^[ -~]*$/.test(text) ? text : anyAscii(text).replaceAll("'", '');
}

function onLatinKeys(text: string): string {
  return text.replace(
    /\p{Script=Cyrillic}/gu,
    (letter) => latinKeys[cyrillicKeys.indexOf(letter.toLowerCase())] ?? letter,
  );
}

/** Without repetitions: one that is cut off would look like something new. */
function beginningOf(text: string): string {
  return text.length <= mostCharacters ? text : text.replace(repetitions, '$1').slice(0, mostCharacters);
}

/** Each text, and each word in it. */
function wordsOf(texts: readonly string[]): string[] {
  return texts
    .flatMap((text) => [text, inLatin(text)])
    .flatMap((text) => [beginningOf(text), ...text.split(/[^\p{L}\p{N}]+/u)])
    .filter((word) => word.length >= shortestWord);
}
