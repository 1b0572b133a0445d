import type { ApolloServerPlugin } from '@apollo/server';
import { Kind, visit, type ASTNode, type DocumentNode } from 'graphql';
import { BadUserInputError } from '../errors';
import { hasTooManyMarks } from '../core/types/text';

/** Maximum length of one string in an argument, in UTF-16 code units. The longest texts are pages of Markdown. */
const MAX_TEXT_LENGTH = 65_536;

/** Maximum nesting of lists and objects in one variable. graphql-js coerces input recursively. */
const MAX_INPUT_DEPTH = 32;

/**
 * Rejects strings and nesting that no argument needs before anything runs: NUL and lone surrogates, which cannot be
 * stored, and excessive lengths, nesting and combining marks. This check covers every argument of the schema.
 */
export function inputBoundsPlugin(): ApolloServerPlugin {
  // Apollo Server caches documents, so each is checked once.
  const known = new WeakSet<DocumentNode>();
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ source, document, request }) {
          if (!known.has(document) && mayContainBadText(source)) assertLiterals(document);
          known.add(document);
          assertInputBounds(request.variables ?? {});
        },
      };
    },
  };
}

/** Most documents are short and plain and need not be walked: a literal is no longer than its source. */
function mayContainBadText(source: string): boolean {
  const isSuspicious = source.includes('\0') || source.includes('\\u') || hasTooManyMarks(source);
  return source.length > MAX_TEXT_LENGTH || isSuspicious;
}

function assertLiterals(document: DocumentNode): void {
  visit(document, {
    StringValue(node, _key, parent, _path, ancestors) {
      const inputNodes = [...ancestors, parent].filter((node): node is ASTNode => node !== undefined && 'kind' in node);
      assertText(node.value, inputNodes.flatMap(inputName).join('.'));
    },
  });
}

function inputName(node: ASTNode): string[] {
  if (node.kind === Kind.ARGUMENT || node.kind === Kind.OBJECT_FIELD) return [node.name.value];
  return node.kind === Kind.VARIABLE_DEFINITION ? [node.variable.name.value] : [];
}

/** @throws BadUserInputError if a variable has a string or a nesting that no argument needs */
export function assertInputBounds(variables: Readonly<Record<string, unknown>>): void {
  // An explicit stack: deep nesting would exhaust the call stack.
  const pending = Object.entries(variables).map(([path, value]) => ({ path, value, depth: 1 }));
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { path, value, depth } = next;
    if (typeof value === 'string') assertText(value, path);
    if (typeof value !== 'object' || value === null) continue;
    if (depth > MAX_INPUT_DEPTH)
      throw new BadUserInputError(`${path} must not be nested deeper than ${MAX_INPUT_DEPTH} levels`, path);
    for (const [key, child] of Object.entries(value)) {
      pending.push({ path: `${path}.${key}`, value: child, depth: depth + 1 });
    }
  }
}

function assertText(text: string, field: string): void {
  if (text.includes('\0')) throw new BadUserInputError(`${field} must not contain the NUL character`, field);
  // A lone surrogate would be stored as another character.
  if (/\p{Surrogate}/u.test(text)) throw new BadUserInputError(`${field} must not contain lone surrogates`, field);
  if (text.length > MAX_TEXT_LENGTH) {
    throw new BadUserInputError(`${field} must not be longer than ${MAX_TEXT_LENGTH} characters`, field);
  }
  if (hasTooManyMarks(text)) {
    throw new BadUserInputError(`${field} must not have more than 30 combining marks in a row`, field);
  }
}
