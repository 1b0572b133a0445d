import type { GraphQLSchema } from 'graphql';
import { createRequestContext } from '../core/access/request-context';
import { anonymous } from '../core/access/viewer';
import type { Languages } from '../core/languages/languages';
import type { Database } from '../database/database';
import type { PublicFile } from '../modules/open-data/public-file';
import { OperationCosts } from './cost/operation-cost.plugin';
import { PublicQuery, type Variables } from './public-query';
import { requestedFieldsFinder } from './requested-fields.plugin';

/** Maximum items of one part. */
const PART_SIZE = 100;

export interface PublicReaderOptions {
  readonly database: Database;
  readonly schema: GraphQLSchema;
  readonly languages: Languages;
  /** The server's own origin. */
  readonly origin: string;
  readonly now: string;
}

/**
 * Reads the list of a file of public data without a server, for the command line. As for a client, the viewer is anonymous,
 * but nothing is charged.
 */
export async function* readPublicFile<T>(
  { database, schema, languages, origin, now }: PublicReaderOptions,
  file: PublicFile<T>,
): AsyncGenerator<readonly T[]> {
  const costs = new OperationCosts(schema, database.sizes);
  const query = new PublicQuery(
    { schema, costs, maximumCost: Infinity, requestedFieldsOf: requestedFieldsFinder(schema) },
    file.query,
  );
  const facts = { requestId: '', now, address: '', origin, languages, acceptedLocales: [languages.defaultLocale] };
  const run = (variables: Variables): Promise<Variables> =>
    query.run(createRequestContext(facts, database.read, anonymous), {
      ...file.defaults,
      ...file.variables,
      ...variables,
    });
  let after: string | null = null;
  do {
    const page: Variables = { first: PART_SIZE, after, isStart: after === null };
    const part = file.partOf(await run(page));
    const { items, next } = (await file.complete?.(part, (variables) => run({ ...page, ...variables }))) ?? part;
    yield items;
    after = next;
  } while (after !== null);
}
