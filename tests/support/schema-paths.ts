import {
  getNamedType,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';

export interface PathOptions {
  readonly schema: GraphQLSchema;
  /** The number of fields from a root to the last selected one. The wrappers of connections do not count. */
  readonly steps: number;
  /** Decides whether to follow a field. Fields that would be forbidden can be excluded. */
  readonly enters: (type: string, field: string) => boolean;
  /** Arguments for a field that requires some, as GraphQL, e.g. `(slug: "a")`. */
  readonly argumentsOf: (type: string, field: string) => readonly string[] | undefined;
  /** Additional selections by type. */
  readonly leaves: (type: string) => readonly string[];
}

/**
 * Operations that together follow every path through the schema: one for each root field, its arguments, and the next
 * field. Those of a root field are made when they are asked for: to make all takes seconds, in which no connection is served.
 */
export function* operationsAlongEveryPath(options: PathOptions): Generator<string> {
  const query = options.schema.getQueryType()!;
  for (const root of compositeFields(options, query.name)) {
    const type = getNamedType(root.type) as GraphQLCompositeType;
    const selections = selectionsOf(options, type, options.steps - 1);
    for (const call of callsOf(options, query.name, root)) {
      for (const selection of selections) yield `{ ${call} ${selection} }`;
    }
  }
}

type Memory<T> = WeakMap<PathOptions, Map<string, T>>;

const selectionsByType: Memory<string> = new WeakMap();
const fieldsByType: Memory<GraphQLField<unknown, unknown>[]> = new WeakMap();

/** What `compute` returned first for these options and this key. */
function memoized<T>(memory: Memory<T>, options: PathOptions, key: string, compute: () => T): T {
  const known = memory.get(options) ?? new Map<string, T>();
  memory.set(options, known);
  if (!known.has(key)) known.set(key, compute());
  return known.get(key)!;
}

/** Maximum words of a selection. The server accepts 5,000 tokens, and a word is seldom more than two. */
const MAX_WORDS = 2_000;

/** Selections that together follow every path: one for each next field, or several where one would be too long. */
function selectionsOf(options: PathOptions, type: GraphQLCompositeType, steps: number): string[] {
  if (isAbstractType(type)) {
    return options.schema
      .getPossibleTypes(type)
      .flatMap((possible) =>
        selectionsOf(options, possible, steps).map((selection) => `{ ... on ${possible.name} ${selection} }`),
      );
  }
  const own = ['__typename', ...options.leaves(type.name)].join(' ');
  const deeper = deeperFields(options, type, steps).flatMap((field) =>
    field.split(' ').length <= MAX_WORDS ? [field] : splitField(options, type, steps, field),
  );
  return deeper.length === 0 ? [`{ ${own} }`] : deeper.map((field) => `{ ${own} ${field} }`);
}

/** The same field several times, each with a part of what it selects. */
function splitField(options: PathOptions, type: GraphQLCompositeType, steps: number, whole: string): string[] {
  const [alias] = whole.split(':', 1);
  return compositeFields(options, type.name).flatMap((field) => {
    const next = getNamedType(field.type) as GraphQLCompositeType;
    const left = isWrapper(type.name, field.name) ? steps : steps - 1;
    return callsOf(options, type.name, field)
      .map((call, number) => ({ call, name: aliasOf(type.name, field.name, number) }))
      .filter(({ name }) => name === alias)
      .flatMap(({ call, name }) =>
        selectionsOf(options, next, left).map((selection) => `${name}: ${call} ${selection}`),
      );
  });
}

/** One selection that follows every path. The same type is reached along many, with the same number of steps left. */
function selectionOf(options: PathOptions, type: GraphQLCompositeType, steps: number): string {
  return memoized(selectionsByType, options, `${type.name} ${steps}`, () => findSelection(options, type, steps));
}

function findSelection(options: PathOptions, type: GraphQLCompositeType, steps: number): string {
  if (isAbstractType(type)) {
    const fragments = options.schema
      .getPossibleTypes(type)
      .map((possible) => `... on ${possible.name} ${selectionOf(options, possible, steps)}`);
    return `{ ${fragments.join(' ')} }`;
  }
  return `{ ${['__typename', ...options.leaves(type.name), ...deeperFields(options, type, steps)].join(' ')} }`;
}

function deeperFields(options: PathOptions, type: GraphQLCompositeType, steps: number): string[] {
  return compositeFields(options, type.name).flatMap((field) => {
    const next = getNamedType(field.type) as GraphQLCompositeType;
    const left = isWrapper(type.name, field.name) ? steps : steps - 1;
    if (left < 0) return [];
    return callsOf(options, type.name, field).map(
      (call, number) => `${aliasOf(type.name, field.name, number)}: ${call} ${selectionOf(options, next, left)}`,
    );
  });
}

/**
 * Fields of different types may be merged in one object's selection through fragments, so the alias includes the type.
 */
function aliasOf(type: string, field: string, number: number): string {
  return `${type}_${field}_${number}`;
}

function isWrapper(type: string, field: string): boolean {
  return (type.endsWith('Connection') && ['nodes', 'edges'].includes(field)) || type.endsWith('Edge');
}

function compositeFields(options: PathOptions, typeName: string): GraphQLField<unknown, unknown>[] {
  return memoized(fieldsByType, options, typeName, () => {
    const type = options.schema.getType(typeName);
    if (!isObjectType(type)) return [];
    return Object.values(type.getFields()).filter(
      (field) => isCompositeType(getNamedType(field.type)) && options.enters(type.name, field.name),
    );
  });
}

function callsOf({ argumentsOf }: PathOptions, type: string, field: GraphQLField<unknown, unknown>): string[] {
  const given = argumentsOf(type, field.name);
  if (given !== undefined) return given.map((values) => field.name + values);
  const required = field.args.filter(isRequiredArgument);
  if (required.length > 0) {
    throw new Error(`Say what to try for ${type}.${field.name}(${required.map(({ name }) => name).join(', ')})`);
  }
  return [field.name];
}
