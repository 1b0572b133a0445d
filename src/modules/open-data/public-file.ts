import type { ReadDatabase } from '../../database/reading/read-database';
import type { FileOrigin, FileText } from './attribution';
import type { CompressedText } from './compressed-text';

/** What a query returns, by the names of its root fields. */
export type ResponseData = Readonly<Record<string, unknown>>;

/** A part of a list, with the cursor of the next part; null if there is none. */
export interface Part<T> {
  readonly items: readonly T[];
  readonly next: string | null;
  /** The length of the whole list; undefined if the query has not asked for it. */
  readonly totalCount?: number | undefined;
  /** For the first part: the maximum of the parts behind it. If absent, they are equal parts of the list. */
  readonly further?: readonly FurtherParts[];
}

/** A number of parts. Each costs at most as much as one that is read by these variables. */
export interface FurtherParts {
  readonly count: number;
  readonly variables: Readonly<Record<string, unknown>>;
}

interface Connection<T> {
  readonly nodes: readonly T[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly totalCount?: number;
}

/** The part of a list that is in the response to a query with one connection. */
export function partOfConnection<T>(data: ResponseData): Part<T> {
  const { nodes, pageInfo, totalCount } = Object.values(data)[0] as Connection<T>;
  return { items: nodes, next: pageInfo.hasNextPage ? pageInfo.endCursor : null, totalCount };
}

/** What files of public data at fixed addresses have in common: each is made from the responses to one query. */
interface FileOfResponses {
  readonly path: string;
  readonly title: FileText;
  readonly mediaType: string;
  readonly query: string;
  /** The variables that are not parameters of the address. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/** A file that is made for each request, from the part of the data that the parameters of the address select. */
export interface PublicFile<T> extends FileOfResponses {
  /**
   * The query for one part of the list. Its variables are the parameters of the address, except `first`, `after` and
   * `isStart`, by which it is read part by part.
   */
  readonly query: string;
  /** @param after the cursor after which the part was read; null: the first part */
  partOf(data: ResponseData, after: string | null): Part<T>;
  /** The variables by which the part behind a cursor is read, if the cursor is not one of the API. */
  readonly variablesAt?: (after: string) => Readonly<Record<string, unknown>>;
  /**
   * Writes the file, one chunk after another.
   *
   * @param variables those that the parameters give, and the defaults
   * @param today the day in UTC
   */
  write(
    parts: AsyncIterable<readonly T[]>,
    origin: FileOrigin,
    variables: Readonly<Record<string, unknown>>,
    today: string,
  ): AsyncIterable<string | Uint8Array>;
  /** The name under which browsers save the file; null if programs read it where it is. */
  readonly fileName: string | null;
  /** False if the format is compressed already. */
  readonly isCompressible: boolean;
  /** The parameters that have these values if they are absent. */
  readonly defaults: Readonly<Record<string, unknown>>;
  /** Checks more than the types of variables. @throws BadUserInputError */
  readonly assertVariables?: (variables: Readonly<Record<string, unknown>>) => void;
  /** How many items are read at a time. The maximum of the API if it is absent. */
  readonly partSize?: number;
  /** Cost of writing an item, without reading it, in the unit of `@cost`. 0 if absent. */
  readonly itemCost?: number;
  /** Maximum number of items. The file of a longer list has the first ones, or is refused. */
  readonly limit: { readonly items: number; readonly beyond: 'leave out' | 'refuse' };
}

/** Executes the query of a file with these values for its variables. */
export type Ask = (variables: Readonly<Record<string, unknown>>) => Promise<ResponseData>;

/** The data that a cached file is made from, as the public sees it. */
export interface CachedFileSource {
  /** Reads what may take several executions of the query. Repeats it until the public data has not changed meanwhile. */
  readonly atOneMoment: <T>(read: (ask: Ask) => Promise<T>) => Promise<T>;
  /** For statements that have a policy themselves. */
  readonly read: ReadDatabase;
  readonly origin: FileOrigin;
  /** The day in UTC. */
  readonly today: string;
}

/**
 * A file without parameters that takes long to make. It is made once for a state of the data and a day, and cached
 * (docs/adr/0050-iati.md).
 */
export interface CachedFile extends FileOfResponses {
  /** Writes the file as it is at one moment, in texts that are joined. Equal files consist of equal texts. */
  write(source: CachedFileSource): Promise<readonly CompressedText[]>;
}
