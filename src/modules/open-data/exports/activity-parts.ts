import { MAX_PAGE_SIZE } from '../../../core/limits';
import type { FurtherParts, Part, PublicFile, ResponseData } from '../public-file';

/** Activities of a part. Each can have thousands of rows. */
const PART_SIZE = 5;

/** An activity as a part has it. */
interface ReadActivity {
  readonly id: string;
}

/** Where a part begins. */
interface Position {
  /** The cursor behind which activities have not been listed yet; null if all have been listed. */
  readonly after: string | null;
  /** The activities that have been listed and not been read. */
  readonly ids: readonly string[];
  /** The activity whose further rows come first, and the cursor behind which they are; null if there is none. */
  readonly continued: readonly [id: string, after: string] | null;
}

interface ActivitiesResponse<A> {
  readonly activities?: {
    readonly nodes: readonly A[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    readonly totalCount?: number;
  };
  /** The activities that were read by their ids; null instead of one that the public no longer sees. */
  readonly found?: readonly (A | null)[];
}

/** For activities whose rows do not all fit into a part: the further ones make parts of their own. */
interface FurtherRows<A> {
  /** The cursor behind which an activity has further rows; null if it has none. */
  readonly cursorIn: (activity: A) => string | null;
  readonly variablesAt: (cursor: string) => Readonly<Record<string, unknown>>;
  /** The most activities with further rows, and the most parts of these. */
  readonly countIn: (data: ResponseData, totalCount: number) => { readonly activities: number; readonly parts: number };
}

const allRows: FurtherRows<unknown> = {
  cursorIn: () => null,
  variablesAt: () => ({}),
  countIn: () => ({ activities: 0, parts: 0 }),
};

/**
 * How the activities of a file are read, a few at a time. Each page of a filtered list may examine all activities. So only the first part
 * lists few activities with their content. The others are listed by pages of ids, and read by these.
 *
 * The query has the fields `activities`, which selects the content `if: $isStart`, and otherwise ids only, and `found: nodes(ids: $ids)`,
 * which replaces it `if: $isFound`.
 */
export function activityParts<A extends ReadActivity>(
  further: FurtherRows<A> = allRows,
): Pick<PublicFile<A>, 'partOf' | 'partSize' | 'variablesAt'> {
  return {
    partSize: PART_SIZE,
    variablesAt: (cursor) => {
      const { after, ids, continued } = JSON.parse(cursor) as Position;
      if (continued !== null) return { ...byIds([continued[0]]), ...further.variablesAt(continued[1]) };
      return ids.length > 0 ? byIds(ids.slice(0, PART_SIZE)) : listing(after);
    },
    partOf: (data, cursor) => {
      const { activities, found } = data as ActivitiesResponse<A>;
      if (activities === undefined) {
        const { after, ids, continued } = JSON.parse(cursor!) as Position;
        const read = found!.filter((activity) => activity !== null);
        return partWith(read, after, continued === null ? ids.slice(PART_SIZE) : ids);
      }
      const { nodes, pageInfo, totalCount } = activities;
      const after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
      if (totalCount === undefined) return partWith([], after, idsOf(nodes));
      return { ...partWith(nodes, after, []), totalCount, further: furtherParts(data, nodes, after, totalCount) };
    },
  };

  /** Those behind an activity with further rows are read again behind these, so that all rows of an activity are neighbours. */
  function partWith(activities: readonly A[], after: string | null, ids: readonly string[]): Part<A> {
    const long = activities.find((activity) => further.cursorIn(activity) !== null);
    const end = long === undefined ? activities.length : activities.indexOf(long) + 1;
    const position: Position = {
      after,
      ids: [...idsOf(activities.slice(end)), ...ids],
      continued: long === undefined ? null : [long.id, further.cursorIn(long)!],
    };
    const isLast = after === null && position.ids.length === 0 && long === undefined;
    return { items: activities.slice(0, end), next: isLast ? null : JSON.stringify(position) };
  }

  function furtherParts(
    data: ResponseData,
    nodes: readonly A[],
    after: string | null,
    totalCount: number,
  ): readonly FurtherParts[] {
    const left = totalCount - nodes.length;
    const long = further.countIn(data, totalCount);
    const ids = idsOf(nodes);
    return [
      { count: Math.ceil(left / MAX_PAGE_SIZE), variables: listing(after) },
      // An activity with further rows ends its part early.
      { count: Math.ceil(left / PART_SIZE) + long.activities, variables: byIds(ids) },
      { count: long.parts, variables: { ...byIds(ids.slice(0, 1)), ...further.variablesAt('') } },
    ];
  }
}

function idsOf(activities: readonly ReadActivity[]): readonly string[] {
  return activities.map(({ id }) => id);
}

function listing(after: string | null): Readonly<Record<string, unknown>> {
  return { first: MAX_PAGE_SIZE, after, isStart: false };
}

function byIds(ids: readonly string[]): Readonly<Record<string, unknown>> {
  return { after: null, isStart: false, isFound: true, ids };
}
