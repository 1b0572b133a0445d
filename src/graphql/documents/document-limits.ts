import {
  type ConstDirectiveNode,
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import { groupBy } from '../../core/group-by';
import { QueryTooComplexError } from '../../errors';

/**
 * Maximum tokens of a document. The activity page's query has about 150. The parser recurses once per brace, and most
 * rules of validation take time in proportion.
 */
export const MAX_TOKENS = 5000;

/**
 * The limits of a document, as it is written. They hold before it is validated: the rule that fields of one response name
 * must merge compares them pair by pair, which takes half a second for 5,000 tokens.
 */
export const DOCUMENT_LIMITS = {
  /** Lines. The location of each error is found by counting them. The activity page's query has 60. */
  lines: 2000,
  /** Levels of fields. The introspection queries of tools need about 15, a page with its relations fewer. */
  depth: 32,
  /** Levels of lists and objects in a value. A filter needs 13 at most. */
  nesting: 32,
  /** Fields at the root of an operation, with those of its fragments; without `__typename`. */
  rootFields: 100,
  /** Selections of one field at one place, under whatever aliases. */
  aliases: 100,
  /** Directives in the whole document. */
  directives: 100,
  /** Fragments that the document defines. */
  fragments: 200,
  /** Spreads of fragments in the whole document. */
  spreads: 500,
  /** Selections of an operation or a fragment with all fragments expanded, which may be spread exponentially often. */
  selections: 10_000,
  /** Selections of `__schema` in an operation with all fragments of the document. */
  introspections: 1,
} as const;

export type DocumentLimit = keyof typeof DOCUMENT_LIMITS;

const NOUNS: Readonly<Record<DocumentLimit, string>> = {
  lines: 'lines',
  depth: 'levels of fields',
  nesting: 'levels of lists and objects in a value',
  rootFields: 'fields at the root of an operation',
  aliases: 'selections of one field at one place',
  directives: 'directives',
  fragments: 'fragments',
  spreads: 'fragment spreads',
  selections: 'selections, with all fragments expanded',
  introspections: 'selections of __schema',
};

/** @param path where the limit is exceeded: the response names from the root of the operation or fragment */
export function documentLimitError(
  limit: DocumentLimit,
  actual: number,
  path?: readonly string[],
): QueryTooComplexError {
  const maximum = DOCUMENT_LIMITS[limit];
  const at = path === undefined || path.length === 0 ? '' : ` at ${path.join('.')}`;
  return new QueryTooComplexError(`The document has more than ${maximum} ${NOUNS[limit]}${at}`, {
    limit,
    actual,
    maximum,
  });
}

/**
 * Checks a document that may be invalid: its fragments may be missing or include themselves, and fields may not exist.
 * Takes time in proportion to the length of the document.
 *
 * @throws QueryTooComplexError if the document exceeds one of DOCUMENT_LIMITS
 */
export function assertDocumentLimits(document: DocumentNode): void {
  assertLineCount(document.loc?.source.body ?? '');
  const check = new DocumentCheck();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION || definition.kind === Kind.FRAGMENT_DEFINITION) {
      check.definition(definition);
    }
  }
  check.assertSelections();
}

/** Line terminators of GraphQL (https://spec.graphql.org/October2021/#LineTerminator). */
const LINE_TERMINATOR = /\r\n|[\n\r]/g;

function assertLineCount(text: string): void {
  const lines = (text.match(LINE_TERMINATOR)?.length ?? 0) + 1;
  if (lines > DOCUMENT_LIMITS.lines) throw documentLimitError('lines', lines);
}

/** What an operation or a fragment selects, at all of its levels. */
interface Selected {
  selections: number;
  /** The names of the fragments that it spreads. */
  readonly spreads: string[];
}

class DocumentCheck {
  private readonly counts = { directives: 0, fragments: 0, spreads: 0 };
  private readonly operations: Selected[] = [];
  private readonly fragments = new Map<string, Selected>();
  private readonly introspections = { inFragments: 0, inOperations: 0 };

  definition(definition: OperationDefinitionNode | FragmentDefinitionNode): void {
    const isFragment = definition.kind === Kind.FRAGMENT_DEFINITION;
    const variables = isFragment ? [] : (definition.variableDefinitions ?? []);
    if (isFragment) this.count('fragments', 1);
    for (const { directives } of [definition, ...variables]) this.directives(directives);
    for (const { defaultValue } of variables) if (defaultValue !== undefined) assertNesting(defaultValue);
    const selected: Selected = { selections: 0, spreads: [] };
    if (isFragment) this.fragments.set(definition.name.value, selected);
    else this.operations.push(selected);
    const found = this.place([definition.selectionSet], [], selected);
    const { introspections } = this;
    if (isFragment) introspections.inFragments += found;
    else introspections.inOperations = Math.max(introspections.inOperations, found);
    const together = introspections.inFragments + introspections.inOperations;
    if (together > DOCUMENT_LIMITS.introspections) throw documentLimitError('introspections', together);
  }

  /** @throws QueryTooComplexError if an operation of the definitions, or a fragment that it spreads, has too many selections */
  assertSelections(): void {
    const expanded = new Map<Selected, number>();
    const count = (one: Selected): number => {
      const known = expanded.get(one);
      if (known !== undefined) return known;
      // A fragment that includes itself counts once. Validation rejects it.
      expanded.set(one, 0);
      const below = one.spreads.flatMap((name) => this.fragments.get(name) ?? []);
      const total = below.reduce((sum, fragment) => sum + count(fragment), one.selections);
      if (total > DOCUMENT_LIMITS.selections) throw documentLimitError('selections', total);
      expanded.set(one, total);
      return total;
    };
    this.operations.forEach(count);
  }

  /**
   * Checks one place of the response: what all these selection sets select is merged there. Returns how often they select
   * `__schema`, which only a root can have.
   */
  private place(selectionSets: readonly SelectionSetNode[], path: readonly string[], selected: Selected): number {
    if (path.length >= DOCUMENT_LIMITS.depth) throw documentLimitError('depth', path.length + 1);
    const byName = new Map<string, number>();
    const fields: FieldNode[] = [];
    // An explicit stack: inline fragments may nest thousands of levels deep without a field.
    const pending: SelectionNode[] = selectionSets.flatMap(({ selections }) => selections);
    for (let selection = pending.pop(); selection; selection = pending.pop()) {
      this.directives(selection.directives);
      selected.selections += 1;
      if (selection.kind === Kind.INLINE_FRAGMENT) pending.push(...selection.selectionSet.selections);
      else if (selection.kind === Kind.FRAGMENT_SPREAD) {
        this.count('spreads', 1);
        selected.spreads.push(selection.name.value);
      } else {
        for (const { value } of selection.arguments ?? []) assertNesting(value);
        const name = selection.name.value;
        const times = (byName.get(name) ?? 0) + 1;
        if (times > DOCUMENT_LIMITS.aliases) throw documentLimitError('aliases', times, [...path, name]);
        byName.set(name, times);
        fields.push(selection);
      }
    }
    for (const [responseName, merged] of groupBy(fields, ({ alias, name }) => (alias ?? name).value)) {
      const below = merged.flatMap(({ selectionSet }) => selectionSet ?? []);
      if (below.length > 0) this.place(below, [...path, responseName], selected);
    }
    return byName.get('__schema') ?? 0;
  }

  private directives(directives: readonly (DirectiveNode | ConstDirectiveNode)[] = []): void {
    this.count('directives', directives.length);
    for (const { arguments: values = [] } of directives) for (const { value } of values) assertNesting(value);
  }

  private count(limit: 'directives' | 'fragments' | 'spreads', amount: number): void {
    this.counts[limit] += amount;
    if (this.counts[limit] > DOCUMENT_LIMITS[limit]) throw documentLimitError(limit, this.counts[limit]);
  }
}

function assertNesting(value: ValueNode, level = 1): void {
  if (value.kind !== Kind.LIST && value.kind !== Kind.OBJECT) return;
  if (level > DOCUMENT_LIMITS.nesting) throw documentLimitError('nesting', level);
  if (value.kind === Kind.LIST) for (const item of value.values) assertNesting(item, level + 1);
  else for (const field of value.fields) assertNesting(field.value, level + 1);
}
