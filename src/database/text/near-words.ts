/** Minimum letters of a word that may be mistyped. Shorter words have too many others that differ from them in one letter. */
const MIN_LETTERS = 5;

/** Maximum letters of a word that may be mistyped. Longer words have many neighbours, which take time to look up. */
const MAX_LETTERS = 24;

/** The letters of each script that folded words consist of. */
const ALPHABETS = [
  'abcdefghijklmnopqrstuvwxyzæœøłđðþħı',
  'абвгдежзиклмнопрстуфхцчшщъыьэюяәғқңөұүһіґєҷҳј',
  'αβγδεζηθικλμνξοπρστυφχψω',
  'აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ',
  'աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆ',
  'ءابةتثجحخدذرزسشصضطظعغفقكلمنهوىيپچژگ',
  'אבגדהוזחטיכךלמםנןסעפףצץקרשת',
].map((letters) => Array.from(letters));

/** True if another word may stand for this one by a typing error: it has 5 to 24 letters, and no digit. */
export function canBeMistyped(word: string): boolean {
  const { length } = Array.from(word);
  return length >= MIN_LETTERS && length <= MAX_LETTERS && /^\p{L}+$/u.test(word);
}

/**
 * All words that differ from this one by one typing error (a Damerau-Levenshtein distance of 1): a letter that is missing,
 * added or another one, or two neighbouring letters that are swapped. The letters are those of the alphabets that the word
 * is written in; for other scripts, those of the word itself.
 */
export function nearWordsOf(word: string): Set<string> {
  const letters = Array.from(word);
  const alphabet = alphabetOf(letters);
  const near = new Set<string>();
  for (let place = 0; place <= letters.length; place++) {
    const before = letters.slice(0, place).join('');
    const [here = '', next = ''] = letters.slice(place, place + 2);
    const after = letters.slice(place + 1).join('');
    for (const letter of alphabet) {
      near.add(before + letter + here + after);
      if (here !== '') near.add(before + letter + after);
    }
    if (here !== '') near.add(before + after);
    if (next !== '') near.add(before + next + here + letters.slice(place + 2).join(''));
  }
  near.delete(word);
  return near;
}

/** The number of words that `nearWordsOf` finds, without making them. */
export function nearWordCount(word: string): number {
  const letters = Array.from(word);
  const alphabet = alphabetOf(letters).size;
  const runs = letters.filter((letter, place) => letter !== letters[place - 1]).length;
  const added = (letters.length + 1) * alphabet - letters.length;
  const replaced = letters.length * (alphabet - 1);
  const [missing, swapped] = [runs, runs - 1];
  return added + replaced + missing + swapped;
}

function alphabetOf(letters: readonly string[]): Set<string> {
  const used = ALPHABETS.filter((alphabet) => letters.some((letter) => alphabet.includes(letter)));
  return new Set([...used.flat(), ...letters]);
}
