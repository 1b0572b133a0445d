/*
 * What statements that walk over many rows cost, for each row that they examine. The bound of an operation's cost and the
 * choice of the thread that runs a statement on SQLite derive from these figures. The conditions of a filter are added,
 * see `@ConditionCost`.
 *
 * Measured on SQLite with 100,000 activities: counting takes 0.1 to 0.15 µs for each row, which an index has; a page under
 * a filter that few rows meet takes 2.6 µs, because each row is fetched in the order of the list.
 */
export const WALK_COST = {
  count: 0.15,
  page: 2.5,
  /** A page in an order of several criteria, without a filter. */
  orderedPage: 1,
  facet: 0.15,
  /** A facet by values of which a row may have several. */
  multiValuedFacet: 0.4,
  /** The same for each value of a row but the first. */
  furtherValue: 0.6,
  /** Counts of the lists of parents. */
  countOfParents: 0.5,
  /** A facet of the lists of parents, if a row has one value. */
  facetOfParents: 0.9,
  /** What each value adds to the cost of a count, in a facet by values of which a row may have several. */
  valueOfParents: 1,
  /** Testing that a link is the first of several between a row and its parent. */
  firstLink: 0.5,
  /** Finding the rows of each of many parents, and numbering them. */
  pageOfParents: 2,
  /** Finding the translation that a row is shown in, before rows are sorted by it. */
  translation: 2,
  textCount: 0.35,
  /** Counting a bounded number of matches, and finding those whose names have the words, and the others. */
  textPage: 0.75,
} as const;

/**
 * The cost of each word of a search after the first one, for each row that a statement examines. Measured on SQLite with 100,000
 * activities and the most frequent words: 33 ms for one word, 81 ms for twelve. On PostgreSQL with 5,000 activities, a search for twelve takes
 * up to 47 ms, and costs about 50,000.
 */
export const FURTHER_WORD_COST = 0.05;

/**
 * Looking up one word that differs from a word of a search by a typing error, each time that a statement does it. Measured on
 * SQLite: 7.8 µs with 5,000 activities, 10 µs with 100,000. Editors search two indexes. On PostgreSQL with 5,000 activities, a search for four
 * words takes up to 80 ms, some 25 µs for each.
 */
export const NEAR_WORD_COST = 25;

/**
 * Looking up the words of the index that begin as the last word of a search does, each time that a statement does it. Measured on
 * SQLite with 100,000 activities: 7 µs for each of at most 100 words, up to three times in a statement.
 */
export const BEGUN_WORDS_COST = 2_000;

/**
 * The cost of ranking one match of a search, and what each word adds to it. Measured on SQLite with 2,000 matches: 12 ms for twelve words
 * that all texts have, 25 ms for twenty.
 */
export const RANKED_MATCH_COST = 1.5;
export const RANKED_WORD_COST = 0.7;

/** Counting a row once more, for another of its values in one dimension. */
const VALUE_COST = 0.5;

/** The same for combinations of values in several dimensions, which no index has. */
const COMBINATION_COST = 2.5;

/** Counting a row by several columns, which no index may have together. */
const COLUMNS_COST = 0.5;

/**
 * The cost of counting a row by several dimensions.
 *
 * @param values how many combinations of values a row has; null if it has one value in each dimension
 */
export function groupCost(dimensions: number, values: number | null): number {
  if (values === null) return dimensions > 1 ? COLUMNS_COST : WALK_COST.count;
  return WALK_COST.count + (dimensions > 1 ? COMBINATION_COST : VALUE_COST) * values;
}

/** @param values how many values a row has on average; 0 if it has one at most */
export function facetOfParentsCost(values: number): number {
  return values === 0 ? WALK_COST.facetOfParents : WALK_COST.countOfParents + WALK_COST.valueOfParents * values;
}

/**
 * The most sets of languages for each of which a page in the order of a translated text has a part of its own; see
 * `localeSetOf`. Five languages have 80 sets.
 */
export const MAX_LOCALE_SETS = 80;

/**
 * Maximum rows of one parent that are sorted for a page of its list. For a longer list, the whole table is walked in the order of the
 * list until the page is full. At about this length both cost the same: with 1,000 rows of the parent among 100,000, a page is full
 * after about 2,000 rows.
 */
export const MAX_SORTED_ROWS = 1_000;

/** A page of a list that is not below a parent. */
interface WalkedPage {
  readonly isFiltered: boolean;
  /** The number of criteria of the order. */
  readonly orders: number;
  /** True if a criterion is a text in the language that is shown. */
  readonly isTranslated: boolean;
}

/** The cost of reading the first rows of each set of languages, from which the rows of a page are chosen. */
export function localeSetsCost(rows: number, limit: number): number {
  return Math.min(rows, MAX_LOCALE_SETS * limit) * WALK_COST.page;
}

/** The cost of each row that may be examined for a page; 0 if an index gives the rows of the page in their order. */
export function pageCost({ isFiltered, orders, isTranslated }: WalkedPage): number {
  const translation = isTranslated ? WALK_COST.translation : 0;
  if (isFiltered) return WALK_COST.page + translation;
  // An index gives the rows in the order of one criterion, so that reading stops at the end of the page.
  return orders > 1 ? WALK_COST.orderedPage + translation : 0;
}
