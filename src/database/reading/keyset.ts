import { allOf } from '../sql/conditions';
import { join, raw, type Sql, sql } from '../sql/sql';

/** A column that a list can be ordered by. */
export interface SortColumn {
  /** The column's name, without an alias. */
  readonly column: string;
  readonly kind: 'text' | 'integer' | 'real';
  readonly nullable: boolean;
  /** True if rows are ordered by the value in the language that they are shown in. */
  readonly isTranslated?: true;
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

/** Where rows have their id and the values that they are ordered by, as expressions. */
export interface SortExpressions {
  readonly id: string;
  readonly expressionOf: (column: SortColumn) => string;
}

/** Some of the rows of a list, with other expressions to order by than the columns of the listed table. */
export interface KeysetPart extends SortExpressions {
  /** The listed table under its alias, and what is joined to it. */
  readonly from: Sql;
  readonly where: readonly Sql[];
}

/** The columns of the table with this alias. */
export function columnsOf(alias: string): SortExpressions {
  return { id: `${alias}.id`, expressionOf: ({ column }) => `${alias}.${column}` };
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
  const part = { ...columnsOf(source.alias), from: aliasedTable(source), where: source.where };
  const { terms, runs, until } = runsOf(page);
  if (startOf(page) === null) return runs(part).map((run) => selectRun(part, terms, run, until(part)));
  return [keysetPageOfParts(source, [part], page)];
}

/**
 * The statement that returns one page of a list that consists of several parts. Each run of each part is limited to the page
 * size. No row may be in two parts.
 */
export function keysetPageOfParts(
  source: Omit<KeysetSource, 'where'>,
  parts: readonly KeysetPart[],
  page: KeysetPage,
): KeysetSelect {
  const { terms, runs, until } = runsOf(page);
  const idDescending = isIdDescending(terms);
  // The runs of all parts with the same number are one run of the list.
  const numbered = parts.flatMap((part) => runs(part).map((run, number) => ({ part, run, number })));
  const selects = numbered.map(({ part, run, number }, place) => {
    const select = selectRun(part, terms, run, until(part));
    return sql`SELECT * FROM (
      SELECT ${raw(`${part.id} AS id, ${number} AS run${sortValues(part, terms)}`)}
      FROM ${select.from} WHERE ${select.where} ORDER BY ${select.orderBy} LIMIT ${literal(page.limit)}
    ) ${raw(`run_${place}`)}`;
  });
  const inOrder = terms.map((term, number) => ({ ...term, column: `sort_${number}` }));
  const { alias } = source;
  return {
    from: sql`(${join(selects, ' UNION ALL ')}) page JOIN ${aliasedTable(source)} ON ${raw(`${alias}.id = page.id`)}`,
    where: allOf([]),
    orderBy: sql`page.run, ${orderBy(columnsOf('page'), inOrder, idDescending)}`,
  };
}

function startOf({ backwards, after, before }: KeysetPage): Position | null {
  return backwards ? before : after;
}

/** The runs of a page by the expressions of a part, and the conditions that end them. */
function runsOf(page: KeysetPage): {
  readonly terms: readonly ScanTerm[];
  readonly runs: (by: SortExpressions) => Run[];
  readonly until: (by: SortExpressions) => Sql[];
} {
  const terms = scanTerms(page);
  const [start, end] = [startOf(page), page.backwards ? page.after : page.before];
  return {
    terms,
    runs: (by) => (start === null ? allRuns(by, terms) : runsAfter(by, terms, start)),
    until: (by) => (end === null ? [] : [isBefore(by, terms, end)]),
  };
}

/** The listed table under its alias, for FROM. */
export function aliasedTable({ table, alias }: Pick<KeysetSource, 'table' | 'alias'>): Sql {
  return raw(`${table} ${alias}`);
}

function selectRun(part: KeysetPart, terms: readonly ScanTerm[], run: Run, until: readonly Sql[]): KeysetSelect {
  return {
    from: part.from,
    where: allOf([...part.where, ...until, ...run.conditions]),
    orderBy: orderBy(part, run.terms, isIdDescending(terms)),
  };
}

/** The complete order as an ORDER BY list in the page's direction of reading, for window functions. */
export function keysetOrder(by: SortExpressions, page: KeysetPage): Sql {
  const terms = scanTerms(page);
  return orderBy(by, terms, isIdDescending(terms));
}

/** The page's bounds as conditions, for statements that cannot seek (a window over many parents). */
export function keysetBounds(by: SortExpressions, page: KeysetPage): Sql[] {
  const { terms, until } = runsOf(page);
  const start = startOf(page);
  return [...(start === null ? [] : [isAfter(by, terms, start)]), ...until(by)];
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

function allRuns(by: SortExpressions, terms: readonly ScanTerm[]): Run[] {
  const [first, ...rest] = terms;
  if (!first?.nullable) return [{ conditions: [], terms }];
  const column = valueOf(by, first);
  const uniformTerms = [uniform(first), ...rest];
  const valued: Run = { conditions: [sql`${column} IS NOT NULL`], terms: uniformTerms };
  const missing: Run = { conditions: [sql`${column} IS NULL`], terms: uniformTerms };
  return first.nullsFirst ? [missing, valued] : [valued, missing];
}

function runsAfter(by: SortExpressions, terms: readonly ScanTerm[], position: Position): Run[] {
  const same = terms.map((term, number) => equals(by, term, position.values[number] ?? null));
  const id = raw(by.id);
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
    const column = valueOf(by, term);
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
function isAfter(by: SortExpressions, terms: readonly ScanTerm[], position: Position): Sql {
  return join(
    runsAfter(by, terms, position).map((run) => allOf(run.conditions)),
    ' OR ',
    '(',
    ')',
  );
}

/**
 * The condition for rows strictly before a position, in the direction of reading: those after it in the reverse order.
 */
function isBefore(by: SortExpressions, terms: readonly ScanTerm[], position: Position): Sql {
  const reversed = terms.map((term) => ({ ...term, descending: !term.descending, nullsFirst: !term.nullsFirst }));
  return isAfter(by, reversed, position);
}

function equals(by: SortExpressions, term: SortTerm, value: string | number | null): Sql {
  return value === null ? sql`${valueOf(by, term)} IS NULL` : sql`${valueOf(by, term)} = ${value}`;
}

function valueOf(by: SortExpressions, column: SortColumn): Sql {
  return raw(by.expressionOf(column));
}

function sortValues(by: SortExpressions, terms: readonly SortTerm[]): string {
  return terms.map((term, number) => `, ${by.expressionOf(term)} AS sort_${number}`).join('');
}

function orderBy(by: SortExpressions, terms: readonly OrderTerm[], idDescending: boolean): Sql {
  const parts = terms.flatMap((term) => {
    const { nullable, nullsFirst, isUniform, descending } = term;
    const direction = descending ? 'DESC' : 'ASC';
    const expression = by.expressionOf(term);
    const value = `${expression} ${direction}`;
    if (!nullable || isUniform) return [value];
    return [`(${expression} IS NULL) ${nullsFirst ? 'DESC' : 'ASC'}`, value];
  });
  return raw([...parts, `${by.id} ${idDescending ? 'DESC' : 'ASC'}`].join(', '));
}
