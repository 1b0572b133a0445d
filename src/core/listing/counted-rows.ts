import type { QueryOptions } from '../../database/reading/statement-runner';
import type { Row } from '../../database/sql/row-mapper';
import type { Sql } from '../../database/sql/sql';
import type { LoaderDefinition, RequestContext } from '../access/request-context';

/** A statement that counts. */
export interface Counting extends QueryOptions {
  readonly statement: Sql;
}

/** The rows of statements that count. Equal ones, such as those of a field under several aliases, run once. */
export const countedRows: LoaderDefinition<Counting, Row[]> = {
  keyText: ({ statement }) => JSON.stringify([statement.sql, statement.values]),
  batch: (countings, { read }) =>
    Promise.all(
      countings.map(({ statement, ...options }) =>
        read.query(statement, options).catch((error: unknown) => error as Error),
      ),
    ),
};

/** The number that a statement gives in its column `total`. */
export async function countRows({ loaders }: RequestContext, counting: Counting): Promise<number> {
  const [row] = await loaders.load(countedRows, counting);
  return Number(row!['total']);
}
