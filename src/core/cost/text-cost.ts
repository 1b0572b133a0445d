import { countNearWords, countSearchWords } from '../../database/text/search-text';
import {
  BEGUN_WORDS_COST,
  FURTHER_WORD_COST,
  NEAR_WORD_COST,
  RANKED_MATCH_COST,
  RANKED_WORD_COST,
  WALK_COST,
} from './walk-cost';

/**
 * What looking up words with typing errors, and words that begin as the last one does, costs in each statement that does it for a
 * full-text search, however many rows there are.
 *
 * @param conditions a filter, or the arguments of a search, whose texts are called `text`. They are not validated
 */
export function searchedTextsCost(conditions: unknown): number {
  return sumOverTexts(conditions, (text) => BEGUN_WORDS_COST + countNearWords(text) * NEAR_WORD_COST);
}

/**
 * The cost of the words of full-text searches for each row that a statement examines. The first word of each search is free: the
 * cost of the statement includes it.
 *
 * @param conditions as of `searchedTextsCost`
 */
export function furtherWordsCost(conditions: unknown): number {
  return sumOverTexts(conditions, (text) => Math.max(countSearchWords(text) - 1, 0) * FURTHER_WORD_COST);
}

/**
 * The cost of the full-text searches of filters for each entry of the index that is of another type. The beginning of a word
 * finds entries of all types.
 *
 * @param conditions as of `searchedTextsCost`
 */
export function searchedEntriesCost(conditions: unknown): number {
  return sumOverTexts(conditions, () => WALK_COST.textCount) + furtherWordsCost(conditions);
}

/** Cost of ranking each match of a search. The text is not validated. */
export function rankingCost(text: unknown): number {
  return RANKED_MATCH_COST + countSearchWords(text) * RANKED_WORD_COST;
}

function sumOverTexts(conditions: unknown, costOf: (text: unknown) => number): number {
  if (typeof conditions !== 'object' || conditions === null) return 0;
  return Object.entries(conditions).reduce(
    (sum, [name, value]: [string, unknown]) =>
      sum + (name === 'text' && value != null ? costOf(value) : sumOverTexts(value, costOf)),
    0,
  );
}
