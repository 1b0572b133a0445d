import type { ApolloServerPlugin } from '@apollo/server';
import { Kind, visit, type ASTNode, type DocumentNode } from 'graphql';
import { BadUserInputError } from '../errors';
import { hasTooManyMarks } from '../core/types/text';

/** UTF-16 code units in one string of an argument: the longest text anyone writes here is a page of Markdown. */
const MAX_TEXT_LENGTH = 65_536;

/** Lists and objects inside one another in one variable. graphql-js coerces input recursively. */
const MAX_INPUT_DEPTH = 32;

/**
 * Refuses, before anything runs, strings and nesting that no argument has a use for: NUL and lone surrogates, which
 * cannot be stored, and sizes and marks that only burden. Checked here once, so that no argument can be forgotten.
 */
export function inputBoundsPlugin(): ApolloServerPlugin {
  // Apollo Server keeps documents, so that each is looked through once.
  const known = new WeakSet<DocumentNode>();
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ source, document, request }) {
          if (!known.has(document) && mayHoldUnboundedText(source)) assertLiterals(document);
          known.add(document);
          assertVariables(request.variables ?? {});
        },
      };
    },
  };
}

/** Most documents are small and plain, and need not be walked: a literal is no longer than its source. */
function mayHoldUnboundedText(source: string): boolean {
  const holdsSuspects = source.includes('\0') || source.includes('\\u') || hasTooManyMarks(source);
  return source.length > MAX_TEXT_LENGTH || holdsSuspects;
}

function assertLiterals(document: DocumentNode): void {
  visit(document, {
    StringValue(node, _key, parent, _path, ancestors) {
      const owners = [...ancestors, parent].filter((owner): owner is ASTNode => owner !== undefined && 'kind' in owner);
      assertText(node.value, owners.flatMap(nameOfInput).join('.'));
    },
  });
}

function nameOfInput(node: ASTNode): string[] {
  if (node.kind === Kind.ARGUMENT || node.kind === Kind.OBJECT_FIELD) return [node.name.value];
  return node.kind === Kind.VARIABLE_DEFINITION ? [node.variable.name.value] : [];
}

function assertVariables(variables: Readonly<Record<string, unknown>>): void {
  // A stack of our own: the call stack is what deep nesting exhausts.
  const pending = Object.entries(variables).map(([path, value]) => ({ path, value, depth: 1 }));
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { path, value, depth } = next;
    if (typeof value === 'string') assertText(value, path);
    if (typeof value !== 'object' || value === null) continue;
    if (depth > MAX_INPUT_DEPTH) throw new BadUserInputError('The value is nested too deeply', path);
    for (const [key, child] of Object.entries(value)) {
      pending.push({ path: `${path}.${key}`, value: child, depth: depth + 1 });
    }
  }
}

function assertText(text: string, field: string): void {
  if (text.includes('\0')) throw new BadUserInputError('Text must not contain the NUL character', field);
  // They would be stored as other characters.
  if (/\p{Surrogate}/u.test(text)) throw new BadUserInputError('Text must not contain lone surrogates', field);
  if (text.length > MAX_TEXT_LENGTH) {
    throw new BadUserInputError(`Text must not be longer than ${MAX_TEXT_LENGTH} characters`, field);
  }
  if (hasTooManyMarks(text)) {
    throw new BadUserInputError('Text must not have more than 30 combining marks in a row', field);
  }
}
