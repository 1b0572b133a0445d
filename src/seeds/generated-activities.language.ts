import type { SeedActivityType } from './demonstration.types';

/** What a phrase may speak of, in the language of the phrase. */
export interface PhraseContext {
  readonly kind: string;
  readonly topic: string;
  /** A second topic; the activity need not be filed under it. */
  readonly otherTopic: string;
  readonly audience: string;
  /** As its own country or English spells it. */
  readonly place: string;
  /** In English only. */
  readonly country: string;
  /** Counts the sessions of a series from 1. */
  readonly edition: number;
}

export type Phrase = (context: PhraseContext) => string;

/** The phrases that generated texts are put together from, in one language. */
export interface GeneratedLanguage {
  readonly kinds: Readonly<Record<SeedActivityType, string>>;
  readonly audiences: readonly string[];
  readonly titles: readonly Phrase[];
  readonly summaries: readonly Phrase[];
  /** Three of these open a description. */
  readonly background: readonly Phrase[];
  readonly programmeHeading: string;
  /** Four of these are the bullet list of a description. */
  readonly sessions: readonly Phrase[];
  readonly resultsHeading: string;
  /** Two of these end a description. */
  readonly results: readonly Phrase[];
  /** At least eight. */
  readonly objectives: readonly Phrase[];
  readonly newsTitles: readonly Phrase[];
  readonly newsExcerpts: readonly Phrase[];
}
