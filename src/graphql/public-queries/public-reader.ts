import type { GraphQLSchema } from 'graphql';
import { createContextWithin, createRequestContext, type RequestContext } from '../../core/access/request-context';
import type { RunningOperation } from '../../core/access/running-operations';
import { anonymous } from '../../core/access/viewer';
import type { Languages } from '../../core/languages/languages';
import type { Database } from '../../database/database';
import { publicRevisionOf } from '../../database/revisions/public-revision';
import { OverloadedError } from '../../errors';
import type { ReadWithin } from '../../modules/open-data/iati/iati-problems';
import type { Ask, CachedFile, CachedFileSource } from '../../modules/open-data/public-file';
import { OperationCosts } from '../cost/operation-cost.plugin';
import { requestedFieldsFinder } from '../operations/requested-fields.plugin';
import { PublicQuery } from './public-query';

/** Maximum times that data is read until nothing has changed meanwhile. */
const MAX_TRIES = 5;

/** When clients may try again after that. */
const RETRY_AFTER_SECONDS = 10;

export interface PublicReaderOptions {
  readonly database: Pick<Database, 'read' | 'revisions' | 'sizes'>;
  readonly schema: GraphQLSchema;
  readonly languages: Languages;
  /** The server's own origin. */
  readonly origin: string;
  readonly now: string;
  /** Called with the context of each execution before it begins. If absent, executions have no deadline. */
  readonly begin?: (context: RequestContext) => RunningOperation;
}

/**
 * Returns a function that reads the data of a cached file as the public sees it. Nothing is charged: the server reads for itself. What is
 * read in one call is of one moment.
 *
 * The returned function throws OverloadedError if the public content changes all the time.
 */
export function publicReader(
  { database, schema, languages, origin, now, begin }: PublicReaderOptions,
  file: Pick<CachedFile, 'query' | 'variables'>,
): CachedFileSource['atOneMoment'] {
  const query = unlimitedQuery(schema, database.sizes, file);
  const facts = { requestId: '', now, address: '', origin, languages, acceptedLocales: [languages.defaultLocale] };
  const ask: Ask = async (variables) => {
    const context = createRequestContext(facts, database.read, anonymous);
    const running = begin?.(context);
    try {
      return await query.run(context, { ...file.variables, ...variables });
    } finally {
      running?.end();
    }
  };
  const revision = async (): Promise<string> => publicRevisionOf(await database.revisions.current());
  return async (read) => {
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const before = await revision();
      // Reads must not be older than the revision.
      database.read.refresh();
      const result = await read(ask);
      if ((await revision()) === before) return result;
    }
    throw new OverloadedError('The data changes while the file is made: try again later', RETRY_AFTER_SECONDS);
  };
}

/**
 * Executes queries of files for a viewer as parts of operations, whose cost includes them. A file is always queried with the same schema.
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
function unlimitedQuery(schema: GraphQLSchema, sizes: Database['sizes'], file: Pick<CachedFile, 'query'>): PublicQuery {
  const costs = new OperationCosts(schema, sizes);
  return new PublicQuery(
    { schema, costs, maximumCost: Infinity, requestedFieldsOf: requestedFieldsFinder(schema) },
    file.query,
  );
}
