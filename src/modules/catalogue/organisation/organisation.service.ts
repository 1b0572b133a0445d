import sql, { type Sql } from 'sql-template-tag';
import { rowsOf, type RequestContext } from '../../../core/access/request-context';
import { Organisation } from './organisation.entity';

/** Organisations are public: no policy stands before them. */
export async function findOrganisations(context: RequestContext, where: Sql): Promise<Organisation[]> {
  const { read } = context;
  const mapper = rowsOf(context, Organisation, 'o');
  const rows = await read.query(sql`SELECT ${mapper.columns} FROM organisation o WHERE ${where}`);
  return rows.map((row) => mapper.get(row));
}
