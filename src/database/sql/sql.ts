/*
 * SQL as tagged templates. Interpolated values become bound parameters, and statements within statements become a part of
 * their text. Only `raw` inserts text.
 *
 * The same code builds the same statement for each request, with other values. So the text is not put together each time:
 * it is looked up by its structure, that is by the call site of the template and the structures of the nested statements.
 * Measured on a prototype: this saves about 5 % of an activity page (docs/adr/0004-reads-by-sql.md).
 */

/**
 * Maximum size of all known structures, in characters of their texts. Filters and selections always produce new ones, so
 * all are forgotten when there are too many.
 */
const MAX_CHARACTERS = 4_000_000;
/** What the objects of one structure count beside its texts. */
const STRUCTURE_CHARACTERS = 100;

/** A statement, or a part of one. */
export class Sql {
  constructor(
    readonly structure: Structure,
    /** The values of the parameters, in their order in the text. */
    readonly values: unknown[],
  ) {}

  /** The text for SQLite, with `?` for each parameter. */
  get sql(): string {
    return this.structure.sql;
  }

  /** The text for PostgreSQL, with `$1`, `$2` and so on. */
  get text(): string {
    return this.structure.text;
  }
}

/** The strings of a template, and what is between them: a nested structure, or null for a parameter. */
class Structure {
  private knownSql: string | null = null;
  private knownText: string | null = null;

  constructor(
    private readonly strings: readonly string[],
    private readonly nested: readonly (Structure | null)[],
  ) {}

  get sql(): string {
    this.knownSql ??= counted(this.pieces().join('?'));
    return this.knownSql;
  }

  get text(): string {
    this.knownText ??= counted(this.pieces().reduce((text, piece, number) => `${text}$${number}${piece}`));
    return this.knownText;
  }

  /** The pieces of text between the parameters. */
  private pieces(): string[] {
    const pieces = [this.strings[0]!];
    const append = (text: string): void => {
      pieces.push(`${pieces.pop()!}${text}`);
    };
    for (const [index, nested] of this.nested.entries()) {
      if (nested === null) pieces.push('');
      else {
        for (const [number, piece] of nested.pieces().entries()) {
          if (number === 0) append(piece);
          else pieces.push(piece);
        }
      }
      append(this.strings[index + 1]!);
    }
    return pieces;
  }
}

/** A step on the way from a call site to a structure. There is one step for each interpolated value. */
interface Step {
  /** What this step was taken for. */
  readonly nested: Structure | null;
  readonly next: Map<Structure | null, Step>;
  /** The step of `next` that was taken last. Most call sites take the same ones each time. */
  latest: Step | null;
  structure: Structure | null;
}

let sites = new WeakMap<readonly string[], Step>();
const strings = new Map<string, readonly string[]>();
const texts = new Map<string, Sql>();
let characters = 0;

/** A statement from a template. */
export function sql(template: TemplateStringsArray, ...interpolated: unknown[]): Sql {
  return statementOf(template, interpolated);
}

/** A text as it is. It must not contain what a client sends. */
export function raw(text: string): Sql {
  let known = texts.get(text);
  if (known === undefined) {
    known = new Sql(new Structure([text], []), []);
    count(text.length + STRUCTURE_CHARACTERS);
    texts.set(text, known);
  }
  return known;
}

export const empty = raw('');

/**
 * Values or statements, one after another.
 *
 * @throws TypeError if there are none
 */
export function join(parts: readonly unknown[], separator = ',', prefix = '', suffix = ''): Sql {
  if (parts.length === 0) throw new TypeError('There is nothing to join');
  const between = stringsOf(`${parts.length} ${separator}\0${prefix}\0${suffix}`, () => [
    prefix,
    ...Array<string>(parts.length - 1).fill(separator),
    suffix,
  ]);
  return statementOf(between, parts);
}

/**
 * Rows for VALUES, all with the same number of values.
 *
 * @throws TypeError if there are none, or their lengths differ
 */
export function bulk(rows: readonly (readonly unknown[])[]): Sql {
  if (rows.length === 0) throw new TypeError('There are no rows');
  const { length } = rows[0]!;
  if (rows.some((row) => row.length !== length)) throw new TypeError('All rows must have the same number of values');
  return join(rows.map((row) => join(row, ',', '(', ')')));
}

function statementOf(template: readonly string[], interpolated: readonly unknown[]): Sql {
  let step = sites.get(template);
  if (step === undefined) {
    step = { nested: null, next: new Map(), latest: null, structure: null };
    sites.set(template, step);
  }
  const values: unknown[] = [];
  for (const value of interpolated) {
    let nested: Structure | null = null;
    if (value instanceof Sql) {
      nested = value.structure;
      for (const inner of value.values) values.push(inner);
    } else values.push(value);
    step = step.latest?.nested === nested ? step.latest : takeStep(step, nested);
  }
  step.structure ??= new Structure(
    template,
    interpolated.map((value) => (value instanceof Sql ? value.structure : null)),
  );
  return new Sql(step.structure, values);
}

function takeStep(from: Step, nested: Structure | null): Step {
  let step = from.next.get(nested);
  if (step === undefined) {
    step = { nested, next: new Map(), latest: null, structure: null };
    from.next.set(nested, step);
    count(STRUCTURE_CHARACTERS);
  }
  from.latest = step;
  return step;
}

function stringsOf(key: string, create: () => readonly string[]): readonly string[] {
  let known = strings.get(key);
  if (known === undefined) {
    known = create();
    count(key.length + known.length + STRUCTURE_CHARACTERS);
    strings.set(key, known);
  }
  return known;
}

function counted(text: string): string {
  count(text.length);
  return text;
}

/** Forgets all structures when there are too many. Statements that exist keep theirs. */
function count(added: number): void {
  characters += added;
  if (characters <= MAX_CHARACTERS) return;
  characters = 0;
  sites = new WeakMap();
  strings.clear();
  texts.clear();
}
