import { join, raw, type Sql, sql } from './sql';
import { allOf } from './read-database';

/** A column that a list can be ordered by. */
export interface SortColumn {
  /** The column's name, without an alias. */
  readonly column: string;
  readonly kind: 'text' | 'integer' | 'real';
  readonly nullable: boolean;
}

export interface SortTerm extends SortColumn {
  readonly descending: boolean;
}

/**
 * A row's position in an order: its value for each term (null when it has none), and its id, which breaks every tie.
 */
export interface Position {
  readonly values: readonly (string | number | null)[];
  readonly id: number;
}

/** One page of an ordered list: the rows strictly after `after` and strictly before `before`. */
export interface KeysetPage {
  readonly terms: readonly SortTerm[];
  readonly limit: number;
  /** Reads from the end of the order. The rows come in reverse. */
  readonly backwards: boolean;
  readonly after: Position | null;
  readonly before: Position | null;
}

export interface KeysetSource {
  readonly table: string;
  readonly alias: string;
  readonly where: readonly Sql[];
}

/**
 * A term in the direction of reading. Nulls come last in every order, ascending or descending; when read backwards they
 * come first. Ties are broken by id, in the direction of the last term.
 */
interface ScanTerm extends SortTerm {
  readonly nullsFirst: boolean;
}

/** `isUniform`: within the run the term is never null, or always null. Ordering by it needs no IS NULL. */
type OrderTerm = ScanTerm & { readonly isUniform?: true };

/** A run: rows that are contiguous in the order, selected by conditions that an index on the terms can seek. */
interface Run {
  readonly conditions: readonly Sql[];
  /**
   * The terms left to order by: those that vary within the run, and those that are null throughout it. PostgreSQL
   * treats `=` as fixing a term of the order, but not IS NULL: without the null terms it would choose another index and
   * filter.
   */
  readonly terms: readonly OrderTerm[];
}

/** The parts of a statement between its select list and LIMIT. The table has its alias. */
export interface KeysetSelect {
  readonly from: Sql;
  readonly where: Sql;
  readonly orderBy: Sql;
}

/**
 * The statements that together return one page. Run them in order, each with a LIMIT of the rows that are still
 * missing; usually the first one fills the page.
 *
 * "Everything after the cursor" is a union of a few runs, each contiguous in the order: the rows with the cursor's
 * values and a later id, then the rows that are later in the last term, and so on. The null values of a nullable term
 * form a run of their own. Each run is one index seek that is limited to the page size, so a page deep in the list
 * costs as much as the first one.
 */
export function keysetPage(source: KeysetSource, page: KeysetPage): KeysetSelect[] {
  const terms = scanTerms(page);
  const [start, end] = page.backwards ? [page.before, page.after] : [page.after, page.before];
  const until = end === null ? [] : [isBefore(source.alias, terms, end)];
  if (start === null) return allRuns(source.alias, terms).map((run) => selectRun(source, terms, run, until));
  return [selectUnion(source, terms, page.limit, runsAfter(source.alias, terms, start), until)];
}

function selectRun(
  { table, alias, where }: KeysetSource,
  terms: readonly ScanTerm[],
  run: Run,
  until: readonly Sql[],
): KeysetSelect {
  return {
    from: raw(`${table} ${alias}`),
    where: allOf([...where, ...until, ...run.conditions]),
    orderBy: orderBy(alias, run.terms, isIdDescending(terms)),
  };
}

/** Reads all runs after a cursor in one statement: first the ids in order, then the rows. */
function selectUnion(
  source: KeysetSource,
  terms: readonly ScanTerm[],
  limit: number,
  runs: readonly Run[],
  until: readonly Sql[],
): KeysetSelect {
  const idDescending = isIdDescending(terms);
  const { table, alias } = source;
  const selects = runs.map((run, number) => {
    const select = selectRun(source, terms, run, until);
    return sql`SELECT * FROM (
      SELECT ${raw(`${alias}.id, ${number} AS run${sortValues(alias, terms)}`)}
      FROM ${select.from} WHERE ${select.where} ORDER BY ${select.orderBy} LIMIT ${literal(limit)}
    ) ${raw(`run_${number}`)}`;
  });
  const inOrder = terms.map((term, number) => ({ ...term, column: `sort_${number}` }));
  return {
    from: sql`(${join(selects, ' UNION ALL ')}) page JOIN ${raw(`${table} ${alias} ON ${alias}.id = page.id`)}`,
    where: allOf([]),
    orderBy: sql`page.run, ${orderBy('page', inOrder, idDescending)}`,
  };
}

/** The complete order as an ORDER BY list in the page's direction of reading, for window functions. */
export function keysetOrder(alias: string, page: KeysetPage): Sql {
  const terms = scanTerms(page);
  return orderBy(alias, terms, isIdDescending(terms));
}

/** The page's bounds as conditions, for statements that cannot seek (a window over many parents). */
export function keysetBounds(alias: string, page: KeysetPage): Sql[] {
  const terms = scanTerms(page);
  const [start, end] = page.backwards ? [page.before, page.after] : [page.after, page.before];
  return [
    ...(start === null ? [] : [isAfter(alias, terms, start)]),
    ...(end === null ? [] : [isBefore(alias, terms, end)]),
  ];
}

/**
 * Writes the limit into the statement's text. A generic plan cannot know a bound limit, and assumes a tenth of the
 * table.
 */
export function literal(limit: number): Sql {
  return raw(String(limit));
}

function scanTerms(page: KeysetPage): ScanTerm[] {
  return page.terms.map((term) => ({
    ...term,
    descending: term.descending !== page.backwards,
    nullsFirst: page.backwards,
  }));
}

function isIdDescending(terms: readonly ScanTerm[]): boolean {
  return terms.at(-1)?.descending ?? false;
}

function allRuns(alias: string, terms: readonly ScanTerm[]): Run[] {
  const [first, ...rest] = terms;
  if (!first?.nullable) return [{ conditions: [], terms }];
  const column = columnOf(alias, first);
  const uniformTerms = [uniform(first), ...rest];
  const valued: Run = { conditions: [sql`${column} IS NOT NULL`], terms: uniformTerms };
  const missing: Run = { conditions: [sql`${column} IS NULL`], terms: uniformTerms };
  return first.nullsFirst ? [missing, valued] : [valued, missing];
}

function runsAfter(alias: string, terms: readonly ScanTerm[], position: Position): Run[] {
  const same = terms.map((term, number) => equals(alias, term, position.values[number] ?? null));
  const id = raw(`${alias}.id`);
  const later = isIdDescending(terms) ? sql`${id} < ${position.id}` : sql`${id} > ${position.id}`;
  const nulls = (length: number): OrderTerm[] =>
    terms
      .slice(0, length)
      .flatMap((term, number) => ((position.values[number] ?? null) === null ? [uniform(term)] : []));
  const runs: Run[] = [{ conditions: [...same, later], terms: nulls(terms.length) }];
  for (let number = terms.length - 1; number >= 0; number--) {
    const term = terms[number]!;
    const before = same.slice(0, number);
    const remaining = [...nulls(number), uniform(term), ...terms.slice(number + 1)];
    const value = position.values[number] ?? null;
    const column = columnOf(alias, term);
    if (value !== null) {
      const beyond = term.descending ? sql`${column} < ${value}` : sql`${column} > ${value}`;
      runs.push({ conditions: [...before, beyond], terms: remaining });
      if (term.nullable && !term.nullsFirst)
        runs.push({ conditions: [...before, sql`${column} IS NULL`], terms: remaining });
    } else if (term.nullsFirst) {
      runs.push({ conditions: [...before, sql`${column} IS NOT NULL`], terms: remaining });
    }
  }
  return runs;
}

function uniform(term: ScanTerm): OrderTerm {
  return { ...term, isUniform: true };
}

/** The condition for rows strictly after a position, in the direction of reading. */
function isAfter(alias: string, terms: readonly ScanTerm[], position: Position): Sql {
  return join(
    runsAfter(alias, terms, position).map((run) => allOf(run.conditions)),
    ' OR ',
    '(',
    ')',
  );
}

/**
 * The condition for rows strictly before a position, in the direction of reading: those after it in the reverse order.
 */
function isBefore(alias: string, terms: readonly ScanTerm[], position: Position): Sql {
  const reversed = terms.map((term) => ({ ...term, descending: !term.descending, nullsFirst: !term.nullsFirst }));
  return isAfter(alias, reversed, position);
}

function equals(alias: string, term: SortTerm, value: string | number | null): Sql {
  return value === null ? sql`${columnOf(alias, term)} IS NULL` : sql`${columnOf(alias, term)} = ${value}`;
}

function columnOf(alias: string, { column }: SortColumn): Sql {
  return raw(`${alias}.${column}`);
}

function sortValues(alias: string, terms: readonly SortTerm[]): string {
  return terms.map((term, number) => `, ${alias}.${term.column} AS sort_${number}`).join('');
}

function orderBy(alias: string, terms: readonly OrderTerm[], idDescending: boolean): Sql {
  const parts = terms.flatMap(({ column, nullable, nullsFirst, isUniform, descending }) => {
    const direction = descending ? 'DESC' : 'ASC';
    const value = `${alias}.${column} ${direction}`;
    if (!nullable || isUniform) return [value];
    return [`(${alias}.${column} IS NULL) ${nullsFirst ? 'DESC' : 'ASC'}`, value];
  });
  return raw([...parts, `${alias}.id ${idDescending ? 'DESC' : 'ASC'}`].join(', '));
}
