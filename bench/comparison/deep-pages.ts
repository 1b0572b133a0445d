import { type Endpoint, post } from '../load';

/** Pages deep in the list of activities. */
export interface DeepPages {
  /** How many activities precede the first of these pages. */
  readonly depth: number;
  /** Cursors for `after`. */
  readonly cursors: readonly string[];
}

const MAX_DEPTH = 50_000;
const MAX_PAGES = 20;
const PAGE_SIZE = 20;
const STEP_SIZE = 100;

const query = `query Walk($after: String) { activities(first: ${STEP_SIZE}, after: $after) { pageInfo { endCursor } } }`;

/**
 * Walks to the pages after 50,000 activities, or to the last full page of a shorter list.
 *
 * @param total the number of activities in the list
 */
export async function findDeepPages(graphql: Endpoint, total: number): Promise<DeepPages> {
  const last = Math.floor((total - PAGE_SIZE) / STEP_SIZE) * STEP_SIZE;
  const depth = Math.min(MAX_DEPTH, last);
  const cursors: string[] = [];
  let after: string | null = null;
  for (let passed = STEP_SIZE; passed <= last && cursors.length < MAX_PAGES; passed += STEP_SIZE) {
    const answer = await post(graphql, JSON.stringify({ query, variables: { after } }));
    after = JSON.parse(answer).data.activities.pageInfo.endCursor as string;
    if (passed >= depth) cursors.push(after);
  }
  return { depth, cursors };
}
