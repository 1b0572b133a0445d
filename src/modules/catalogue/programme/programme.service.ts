import sql, { raw, type Sql } from 'sql-template-tag';
import { rowsOf, type RequestContext } from '../../../core/access/request-context';
import { Component } from './component.entity';
import { Programme } from './programme.entity';

/** Programmes and their components are public: no policy stands before them. */
export async function findProgrammes(context: RequestContext, where: Sql): Promise<Programme[]> {
  const { read } = context;
  const mapper = rowsOf(context, Programme, 'p');
  const rows = await read.query(sql`SELECT ${mapper.columns} FROM programme p WHERE ${where} ORDER BY p.slug`);
  return rows.map((row) => mapper.get(row));
}

/** In the order in which their programme counts them. */
export async function findComponents(context: RequestContext, where: Sql): Promise<Component[]> {
  const { read } = context;
  const mapper = rowsOf(context, Component, 'k');
  const rows = await read.query(sql`SELECT ${mapper.columns} FROM component k WHERE ${where} ORDER BY k.id`);
  return rows.map((row) => mapper.get(row));
}

export function listProgrammes(context: RequestContext): Promise<Programme[]> {
  return findProgrammes(context, raw('1 = 1'));
}
