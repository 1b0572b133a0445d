import { countNearWords } from '../../database/search-text';
import { NEAR_WORD_COST } from './walk-cost';

/**
 * What looking up the words of full-text searches with typing errors costs in each statement that does it, however many rows
 * there are.
 *
 * @param conditions a filter, or the arguments of a search, whose texts are called `text`. They are not validated
 */
export function searchedTextsCost(conditions: unknown): number {
  if (typeof conditions !== 'object' || conditions === null) return 0;
  return Object.entries(conditions).reduce(
    (sum, [name, value]: [string, unknown]) =>
      sum + (name === 'text' && value != null ? countNearWords(value) * NEAR_WORD_COST : searchedTextsCost(value)),
    0,
  );
}
