import type { ApolloServerPlugin } from '@apollo/server';
import { type ASTNode, type DocumentNode, Kind, visit } from 'graphql';
import { hasTooManyMarks, TOO_MANY_MARKS_RULE } from '../../core/types/text';
import { BadUserInputError } from '../../errors';
import { beforeOperation } from './before-operation';

/** Maximum length of one string in an argument, in UTF-16 code units. The longest texts are pages of Markdown. */
const MAX_TEXT_LENGTH = 65_536;

/** Maximum nesting of lists and objects in one variable. graphql-js coerces input recursively. */
const MAX_INPUT_DEPTH = 32;

/**
 * Maximum values in all variables of a request, with lists and objects. Inputs of mutations have a few thousand. graphql-js takes up to
 * seven microseconds for each.
 */
const MAX_VARIABLE_VALUES = 20_000;

/**
 * Rejects strings and nesting that no argument needs before anything runs: NUL and lone surrogates, which cannot be
 * stored, and excessive lengths, nesting and combining marks. This check covers every argument of the schema.
 */
export function inputBoundsPlugin(): ApolloServerPlugin {
  // Apollo Server caches documents, so each is checked once.
  const known = new WeakSet<DocumentNode>();
  return beforeOperation(({ source, document, request }) => {
    if (!known.has(document) && canContainBadText(source)) assertLiterals(document);
    known.add(document);
    assertInputBounds(request.variables ?? {});
  });
}

/** Most documents are short and plain and need not be walked: a literal is no longer than its source. */
function canContainBadText(source: string): boolean {
  const isSuspicious = source.includes('\0') || source.includes('\\u') || hasTooManyMarks(source);
  return source.length > MAX_TEXT_LENGTH || isSuspicious;
}

function assertLiterals(document: DocumentNode): void {
  visit(document, {
    StringValue(node, _key, parent, _path, ancestors) {
      const inputNodes = [...ancestors, parent].filter((node): node is ASTNode => node !== undefined && 'kind' in node);
      assertText(node.value, () => inputNodes.flatMap(inputName).join('.'));
    },
  });
}

function inputName(node: ASTNode): string[] {
  if (node.kind === Kind.ARGUMENT || node.kind === Kind.OBJECT_FIELD) return [node.name.value];
  return node.kind === Kind.VARIABLE_DEFINITION ? [node.variable.name.value] : [];
}

/** @throws BadUserInputError if a variable has a string or a nesting that no argument needs */
export function assertInputBounds(variables: Readonly<Record<string, unknown>>): void {
  const counted = { values: 0 };
  for (const name of Object.keys(variables)) assertValue(variables[name], [name], 1, counted);
}

/**
 * False if `inputBoundsPlugin` refuses these variables. Apollo Server runs the hooks of all plugins, also if one refuses the request: a
 * hook that takes time in proportion to the variables asks first.
 */
export function areInputsBounded(variables: Readonly<Record<string, unknown>>): boolean {
  try {
    assertInputBounds(variables);
    return true;
  } catch (error) {
    if (error instanceof BadUserInputError) return false;
    throw error;
  }
}

/**
 * @param path the names and indices that lead to the value. All values share one array, and only errors make a text of it:
 *   there may be thousands
 * @param depth the length of the path to this value
 */
function assertValue(value: unknown, path: (string | number)[], depth: number, counted: { values: number }): void {
  counted.values += 1;
  if (counted.values > MAX_VARIABLE_VALUES) {
    const [field] = path as [string];
    throw new BadUserInputError(`The variables must have at most ${MAX_VARIABLE_VALUES} values`, field);
  }
  if (typeof value === 'string') {
    assertText(value, () => path.slice(0, depth).join('.'));
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (depth > MAX_INPUT_DEPTH) {
    const field = path.slice(0, depth).join('.');
    throw new BadUserInputError(`${field} must not be nested deeper than ${MAX_INPUT_DEPTH} levels`, field);
  }
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) {
      path[depth] = index;
      assertValue(value[index], path, depth + 1, counted);
    }
    return;
  }
  for (const key of Object.keys(value)) {
    path[depth] = key;
    assertValue((value as Record<string, unknown>)[key], path, depth + 1, counted);
  }
}

function assertText(text: string, fieldOf: () => string): void {
  const refuse = (rule: string): never => {
    const field = fieldOf();
    throw new BadUserInputError(`${field} must not ${rule}`, field);
  };
  if (text.includes('\0')) refuse('contain the NUL character');
  // A lone surrogate would be stored as another character.
  if (/\p{Surrogate}/u.test(text)) refuse('contain lone surrogates');
  if (text.length > MAX_TEXT_LENGTH) refuse(`be longer than ${MAX_TEXT_LENGTH} characters`);
  if (hasTooManyMarks(text)) refuse(TOO_MANY_MARKS_RULE);
}
