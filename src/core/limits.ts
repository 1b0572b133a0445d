/*
 * Limits that the server enforces, and that forms and lists of the studio respect. This file imports nothing, because the studio
 * contains it.
 */

/** Maximum lengths of texts, in UTF-16 code units. */
export const MAX_LENGTH = {
  name: 200,
  title: 300,
  summary: 2_000,
  prose: 60_000,
  code: 50,
  place: 100,
  topic: 100,
  url: 2_000,
} as const;

/** The form of the name of an item in URLs. */
export const SLUG_PATTERN = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** Maximum length of a slug, in characters. */
export const MAX_SLUG_LENGTH = 200;

/** The years in which activities are counted. Dates of content lie in them. */
export const MIN_YEAR = 1900;
export const MAX_YEAR = 2200;

/** Maximum number of items in a page of a list. */
export const MAX_PAGE_SIZE = 100;

/** Maximum entries of the lists within a result. */
export const MAX_INDICATORS = 50;
export const MAX_PERIODS = 50;
export const MAX_MEASUREMENTS = 20;
