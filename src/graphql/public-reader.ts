import type { GraphQLSchema } from 'graphql';
import { createContextWithin, createRequestContext, type RequestContext } from '../core/access/request-context';
import type { RunningOperation } from '../core/access/running-operations';
import { anonymous } from '../core/access/viewer';
import type { Languages } from '../core/languages/languages';
import type { Database } from '../database/database';
import { publicRevisionOf } from '../database/public-revision';
import { OverloadedError } from '../errors';
import type { ReadWithin } from '../modules/open-data/iati/iati-problems';
import type { KeptFile, Part } from '../modules/open-data/public-file';
import { OperationCosts } from './cost/operation-cost.plugin';
import { PublicQuery, type Variables } from './public-query';
import { requestedFieldsFinder } from './requested-fields.plugin';

/** Maximum items of one part. Reading them takes the thread that answers requests for some milliseconds. */
const PART_SIZE = 25;

/** How often a part is read until nothing has changed meanwhile, and when clients may try again after that. */
const MAX_TRIES = 5;
const RETRY_AFTER_SECONDS = 10;

export interface PublicReaderOptions {
  readonly database: Pick<Database, 'read' | 'revisions' | 'sizes'>;
  readonly schema: GraphQLSchema;
  readonly languages: Languages;
  /** The server's own origin. */
  readonly origin: string;
  readonly now: string;
  /** Called with the context of each execution before it begins. Absent: it takes as long as it takes. */
  readonly begin?: (context: RequestContext) => RunningOperation;
}

/**
 * Reads the parts of a file that is kept. As for a client, the viewer is anonymous, but nothing is charged: the server reads
 * for itself, a small part at a time. What takes several executions is of one moment.
 *
 * @throws OverloadedError if the public content changes all the time
 */
export async function* readKeptFile<T>(
  { database, schema, languages, origin, now, begin }: PublicReaderOptions,
  file: KeptFile<T>,
): AsyncGenerator<readonly T[]> {
  const query = unlimitedQuery(schema, database.sizes, file);
  const facts = { requestId: '', now, address: '', origin, languages, acceptedLocales: [languages.defaultLocale] };
  const run = async (variables: Variables): Promise<Variables> => {
    const context = createRequestContext(facts, database.read, anonymous);
    const running = begin?.(context);
    try {
      return await query.run(context, { ...file.variables, ...variables });
    } finally {
      running?.end();
    }
  };
  const revision = async (): Promise<string> => publicRevisionOf(await database.revisions.current());
  const readPart = async (page: Variables): Promise<Part<T>> => {
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const before = await revision();
      // Reads must not be older than the revision.
      database.read.refresh();
      const part = await file.complete(file.partOf(await run(page)), (variables) => run({ ...page, ...variables }));
      if ((await revision()) === before) return part;
    }
    throw new OverloadedError('The data changes while the file is made: try again later', RETRY_AFTER_SECONDS);
  };
  let after: string | null = null;
  do {
    const { items, next }: Part<T> = await readPart({ first: PART_SIZE, after, isStart: after === null });
    yield items;
    after = next;
  } while (after !== null);
}

/**
 * Executes queries of files for a viewer as parts of operations. They are charged with these operations, and belong to the same
 * schema.
 */
export function readerWithin(sizes: Database['sizes']): ReadWithin {
  const queries = new WeakMap<object, PublicQuery>();
  return (context, schema, file, viewer) => {
    const query = queries.get(file) ?? unlimitedQuery(schema, sizes, file);
    queries.set(file, query);
    return (variables) => query.run(createContextWithin(context, viewer), { ...file.variables, ...variables });
  };
}

/** The query of a file that is not refused for its cost. */
function unlimitedQuery(
  schema: GraphQLSchema,
  sizes: Database['sizes'],
  file: Pick<KeptFile<unknown>, 'query'>,
): PublicQuery {
  const costs = new OperationCosts(schema, sizes);
  return new PublicQuery(
    { schema, costs, maximumCost: Infinity, requestedFieldsOf: requestedFieldsFinder(schema) },
    file.query,
  );
}
