import { stemmer as arabic } from '@orama/stemmers/arabic';
import { stemmer as armenian } from '@orama/stemmers/armenian';
import { stemmer as danish } from '@orama/stemmers/danish';
import { stemmer as dutch } from '@orama/stemmers/dutch';
import { stemmer as english } from '@orama/stemmers/english';
import { stemmer as finnish } from '@orama/stemmers/finnish';
import { stemmer as french } from '@orama/stemmers/french';
import { stemmer as german } from '@orama/stemmers/german';
import { stemmer as greek } from '@orama/stemmers/greek';
import { stemmer as hungarian } from '@orama/stemmers/hungarian';
import { stemmer as indonesian } from '@orama/stemmers/indonesian';
import { stemmer as irish } from '@orama/stemmers/irish';
import { stemmer as italian } from '@orama/stemmers/italian';
import { stemmer as lithuanian } from '@orama/stemmers/lithuanian';
import { stemmer as nepali } from '@orama/stemmers/nepali';
import { stemmer as norwegian } from '@orama/stemmers/norwegian';
import { stemmer as portuguese } from '@orama/stemmers/portuguese';
import { stemmer as romanian } from '@orama/stemmers/romanian';
import { stemmer as russian } from '@orama/stemmers/russian';
import { stemmer as serbian } from '@orama/stemmers/serbian';
import { stemmer as spanish } from '@orama/stemmers/spanish';
import { stemmer as swedish } from '@orama/stemmers/swedish';
import { stemmer as tamil } from '@orama/stemmers/tamil';
import { stemmer as turkish } from '@orama/stemmers/turkish';

/** Reduces a word to its stem, which the forms of the word share. */
export interface Stemmer {
  /** The name of the same stemmer in PostgreSQL, as in the dictionary `english_stem` and the configuration `english`. */
  readonly postgresName: string;
  /** @param word in lower case, with its accents */
  readonly stem: (word: string) => string;
}

/** The stemmers by language. PostgreSQL has the same ones, of the Snowball project. */
const stemmers = new Map<string, Stemmer>(
  Object.entries({
    ar: { postgresName: 'arabic', stem: arabic },
    da: { postgresName: 'danish', stem: danish },
    de: { postgresName: 'german', stem: german },
    el: { postgresName: 'greek', stem: greek },
    en: { postgresName: 'english', stem: english },
    es: { postgresName: 'spanish', stem: spanish },
    fi: { postgresName: 'finnish', stem: finnish },
    fr: { postgresName: 'french', stem: french },
    ga: { postgresName: 'irish', stem: irish },
    hu: { postgresName: 'hungarian', stem: hungarian },
    hy: { postgresName: 'armenian', stem: armenian },
    id: { postgresName: 'indonesian', stem: indonesian },
    it: { postgresName: 'italian', stem: italian },
    lt: { postgresName: 'lithuanian', stem: lithuanian },
    nb: { postgresName: 'norwegian', stem: norwegian },
    ne: { postgresName: 'nepali', stem: nepali },
    nl: { postgresName: 'dutch', stem: dutch },
    nn: { postgresName: 'norwegian', stem: norwegian },
    no: { postgresName: 'norwegian', stem: norwegian },
    pt: { postgresName: 'portuguese', stem: portuguese },
    ro: { postgresName: 'romanian', stem: romanian },
    ru: { postgresName: 'russian', stem: russian },
    sr: { postgresName: 'serbian', stem: serbian },
    sv: { postgresName: 'swedish', stem: swedish },
    ta: { postgresName: 'tamil', stem: tamil },
    tr: { postgresName: 'turkish', stem: turkish },
  }),
);

/** The languages with a stemmer, with its name in PostgreSQL. */
export const stemmedLanguages: ReadonlyMap<string, string> = new Map(
  Array.from(stemmers, ([language, { postgresName }]) => [language, postgresName]),
);

/**
 * The stemmer of a language.
 *
 * @param locale a BCP 47 tag; the stemmer of `fr-CH` is that of `fr`
 * @returns undefined if there is none
 */
export function stemmerOf(locale: string): Stemmer | undefined {
  return stemmers.get(languageOf(locale));
}

/** The language of a BCP 47 tag, by its code in ISO 639: `fr` for `fr-CH`. */
export function languageOf(locale: string): string {
  return locale.split('-', 1)[0]!;
}
