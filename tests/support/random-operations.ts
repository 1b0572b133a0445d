import {
  getNamedType,
  type GraphQLAbstractType,
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';
import type { Random } from './random';

/** Values that arguments and filters take, by the name of the argument or field. */
export type KnownValues = Readonly<Record<string, readonly unknown[]>>;

/** The arguments of lists that do not choose what is counted. */
const PAGING: ReadonlySet<string> = new Set(['first', 'last', 'after', 'before', 'orderBy', 'filter']);

const MAX_DEPTH = 5;
const MAX_FIELDS = 5;

/**
 * Draws a valid query over the whole schema, with arguments, filters, aliases, fragments and directives.
 *
 * @param withGuarded false: leaves fields out that need a role, because they stop at their error
 */
export function drawOperation(schema: GraphQLSchema, random: Random, known: KnownValues, withGuarded: boolean): string {
  const drawn = new DrawnOperation(schema, random, known, withGuarded);
  if (random.chance(0.1)) return `query { ${drawn.counts(schema.getQueryType()!)} }`;
  return `query { ${drawn.selections(schema.getQueryType()!, 0, 1 + random.below(3))} }`;
}

/**
 * Draws, for each field of the schema that returns objects, an operation that selects nothing beside it, and for each type one from which
 * directives leave all of them out: the bounds have no room for what other fields might use. Each type is reached by one of its shortest paths.
 */
export function drawEachObjectField(schema: GraphQLSchema, random: Random, known: KnownValues): string[] {
  return new DrawnOperation(schema, random, known, true)
    .eachObjectField()
    .map((selections) => `query { ${selections} }`);
}

class DrawnOperation {
  private aliases = 0;

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly random: Random,
    private readonly known: KnownValues,
    private readonly withGuarded: boolean,
  ) {}

  selections(type: GraphQLCompositeType, depth: number, count = 1 + this.random.below(MAX_FIELDS)): string {
    if (isAbstractType(type)) {
      const possible = this.random.shuffle(this.drawnTypes(type)).slice(0, 1 + this.random.below(4));
      return `__typename ${possible.map((on) => `... on ${on.name} { ${this.selections(on, depth)} }`).join(' ')}`;
    }
    const fields = Object.values(type.getFields()).filter((field) => this.isDrawn(field, depth));
    if (fields.length === 0) return '__typename';
    const drawn = Array.from({ length: count }, () => this.field(this.random.pick(fields), depth));
    return ['__typename', ...drawn].join(' ');
  }

  eachObjectField(): string[] {
    const drawn: string[] = [];
    const found = new Map<GraphQLCompositeType, (selections: string) => string>();
    found.set(this.schema.getQueryType()!, (selections) => selections);
    // Types are added while others are drawn from.
    for (const [type, select] of found) {
      const within = (below: GraphQLCompositeType, call: string): void => {
        if (!found.has(below)) found.set(below, (selections) => select(`${call} { ${selections} }`));
      };
      if (isAbstractType(type)) for (const on of this.drawnTypes(type)) within(on, `... on ${on.name}`);
      const leftOut: string[] = [];
      for (const field of isObjectType(type) ? Object.values(type.getFields()) : []) {
        const returned = getNamedType(field.type);
        if (!isCompositeType(returned) || !this.isDrawn(field, 0)) continue;
        const call = `${field.name}${this.argumentsOf(field, isOfItem)}`;
        drawn.push(select(`${call} { __typename }`));
        leftOut.push(`${call} @include(if: false) { __typename }`);
        within(returned, call);
      }
      drawn.push(select(['__typename', ...leftOut].join(' ')));
    }
    return drawn;
  }

  private drawnTypes(type: GraphQLAbstractType): GraphQLObjectType[] {
    return this.schema.getPossibleTypes(type).filter(({ name }) => this.known['types']?.includes(name));
  }

  /** Counts of one list with different arguments. Nothing else is selected, so that the bound has no room for a second count. */
  counts(type: GraphQLObjectType): string {
    const lists = Object.values(type.getFields()).filter(
      (field) => this.isDrawn(field, 0) && field.args.some(({ name }) => !PAGING.has(name)) && isCounted(field),
    );
    const list = this.random.pick(lists);
    const count = (): string => `a${(this.aliases += 1)}: ${list.name}${this.argumentsOf(list)} { totalCount }`;
    return Array.from({ length: 3 }, count).join(' ');
  }

  private isDrawn(field: GraphQLField<unknown, unknown>, depth: number): boolean {
    const isGuarded = field.astNode?.directives?.some(({ name }) => name.value === 'auth') === true;
    // A preview must be alone.
    if ((isGuarded && !this.withGuarded) || field.name === 'preview') return false;
    return depth < MAX_DEPTH || !isCompositeType(getNamedType(field.type));
  }

  private field(field: GraphQLField<unknown, unknown>, depth: number): string {
    // An alias of its own lets fields with different arguments stand side by side.
    const call = `a${(this.aliases += 1)}: ${field.name}${this.argumentsOf(field)}${this.directive()}`;
    const type = getNamedType(field.type);
    return isCompositeType(type) ? `${call} { ${this.selections(type, depth + 1)} }` : call;
  }

  private directive(): string {
    return this.random.chance(0.05) ? ` @include(if: ${this.random.chance(0.5)})` : '';
  }

  private argumentsOf(
    { name, args }: GraphQLField<unknown, unknown>,
    isGiven = (argument: GraphQLArgument) => this.isGiven(argument),
  ): string {
    const drawn = args.filter((argument) => isRequiredArgument(argument) || isGiven(argument));
    const given = drawn.filter(({ name }) => name !== 'last' || !drawn.some((other) => other.name === 'first'));
    const one = given.some(({ name }) => name === 'slug') ? given.filter(({ name }) => name !== 'code') : given;
    const texts = one.map((argument) => {
      // Slugs are those of the field's type.
      const isSlug = argument.name === 'slug' && this.known[name] !== undefined;
      return `${argument.name}: ${this.literal(isSlug ? name : argument.name, argument.type, 0)}`;
    });
    return texts.length === 0 ? '' : `(${texts.join(', ')})`;
  }

  private isGiven(argument: GraphQLArgument): boolean {
    const { name } = argument;
    if (name === 'after' || name === 'before') return false;
    return isOfItem(argument) || this.random.chance(name === 'filter' ? 0.15 : 0.6);
  }

  /** @param within the field of a filter that the value is a condition on */
  private literal(name: string, type: GraphQLInputType, depth: number, within = name): string {
    if (isNonNullType(type)) return this.literal(name, type.ofType, depth, within);
    const values = name === 'isNull' ? undefined : (this.known[name] ?? this.known[within]);
    if (isListType(type)) {
      const length = name === 'orderBy' ? 1 : 1 + this.random.below(3);
      const items = Array.from({ length }, () => this.literal(name, type.ofType, depth, within));
      return `[${[...new Set(items)].join(', ')}]`;
    }
    if (isInputObjectType(type)) return this.object(type.getFields(), depth, name);
    if (isEnumType(type)) {
      const names = type.getValues().map((value) => value.name);
      const likely = names.filter((one) => values?.includes(one));
      return this.random.pick(likely.length > 0 ? likely : names);
    }
    if (values !== undefined) return JSON.stringify(this.random.pick(values));
    switch (type.name) {
      case 'Int':
        return String(name === 'first' || name === 'last' ? 1 + this.random.below(100) : 2010 + this.random.below(15));
      case 'Boolean':
        return String(this.random.chance(0.5));
      case 'Date':
      case 'PartialDate':
        return '"2019-01-01"';
      case 'CurrencyCode':
        return '"EUR"';
      case 'DateTime':
        return '"2019-01-01T00:00:00Z"';
      default:
        return JSON.stringify(this.random.pick(['a', 'training', 'drug', 'x']));
    }
  }

  private object(
    fields: Readonly<Record<string, { name: string; type: GraphQLInputType }>>,
    depth: number,
    within: string,
  ): string {
    const all = Object.values(fields).filter(({ name }) => depth < 2 || !['and', 'or', 'not'].includes(name));
    const required = all.filter(({ type }) => isNonNullType(type));
    const optional = all.filter((field) => !required.includes(field));
    const further = required.length > 0 ? this.random.below(2) : 1 + this.random.below(2);
    const drawn = [...required, ...this.random.shuffle(optional).slice(0, further)];
    return `{ ${drawn.map(({ name, type }) => `${name}: ${this.literal(name, type, depth + 1, within)}`).join(', ')} }`;
  }
}

/** True for an argument without which a field returns nothing. */
function isOfItem({ name }: GraphQLArgument): boolean {
  return name === 'slug' || name === 'code';
}

/** True for the field of a list that says how many items it has. */
function isCounted({ type }: GraphQLField<unknown, unknown>): boolean {
  const returned = getNamedType(type);
  return isObjectType(returned) && 'totalCount' in returned.getFields();
}

/** Counts the fields of all objects of a response. Values of lists count as fields. */
export function countFields(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + 1 + countFields(item), 0);
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce<number>((sum, field) => sum + 1 + countFields(field), 0);
}
