import type { SeedActivityType } from '../writing/seed.types';

/** The words that a phrase can use, in the language of the phrase. */
export interface PhraseContext {
  readonly kind: string;
  readonly topic: string;
  /** A second topic, which is not necessarily a topic of the activity. */
  readonly otherTopic: string;
  readonly audience: string;
  /** In the spelling of its country or in English. */
  readonly place: string;
  /** In English only. */
  readonly country: string;
  /** The number of the session in a series, from 1. */
  readonly edition: number;
}

export type Phrase = (context: PhraseContext) => string;

/** The phrases that generated texts consist of, in one language. */
export interface GeneratedLanguage {
  readonly kinds: Readonly<Record<SeedActivityType, string>>;
  readonly audiences: readonly string[];
  readonly titles: readonly Phrase[];
  readonly summaries: readonly Phrase[];
  /** A description starts with three of these. */
  readonly background: readonly Phrase[];
  readonly programmeHeading: string;
  /** The bullet list of a description contains four of these. */
  readonly sessions: readonly Phrase[];
  readonly resultsHeading: string;
  /** A description ends with two of these. */
  readonly results: readonly Phrase[];
  /** At least eight phrases. */
  readonly objectives: readonly Phrase[];
  readonly newsTitles: readonly Phrase[];
  readonly newsExcerpts: readonly Phrase[];
}
