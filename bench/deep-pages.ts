import { post, type Endpoint } from './load';

/** Pages of activities deep in their list. */
export interface DeepPages {
  /** How many activities lie before the first of them. */
  readonly depth: number;
  /** For `after`. */
  readonly cursors: readonly string[];
}

const deepest = 50_000;
const most = 20;
const pageSize = 20;
const stepSize = 100;

const query = `query Walk($after: String) { activities(first: ${stepSize}, after: $after) { pageInfo { endCursor } } }`;

/**
 * Walks to the pages behind 50,000 activities; where there are not as many, to the last one that is full.
 *
 * @param total how many activities the list holds
 */
export async function findDeepPages(graphql: Endpoint, total: number): Promise<DeepPages> {
  const last = Math.floor((total - pageSize) / stepSize) * stepSize;
  const depth = Math.min(deepest, last);
  const cursors: string[] = [];
  let after: string | null = null;
  for (let passed = stepSize; passed <= last && cursors.length < most; passed += stepSize) {
    const answer = await post(graphql, JSON.stringify({ query, variables: { after } }));
    after = JSON.parse(answer).data.activities.pageInfo.endCursor as string;
    if (passed >= depth) cursors.push(after);
  }
  return { depth, cursors };
}
