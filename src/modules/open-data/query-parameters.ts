import {
  getNullableType,
  GraphQLBoolean,
  GraphQLInputObjectType,
  type GraphQLInputType,
  GraphQLInt,
  GraphQLList,
} from 'graphql';
import { BadUserInputError } from '../../errors';

type InputObject = Record<string, unknown>;

/** Maximum parts of a path. Values are placed recursively. The API accepts less nesting. */
const MAX_PARTS = 64;

/**
 * Reads the arguments of a list from a query string. A parameter is named by the path of a value:
 *
 * - `filter.year.gte=2015` is `filter: { year: { gte: 2015 } }`
 * - `filter.country=KG&filter.country=UZ` is `filter: { country: ["KG", "UZ"] }`
 * - `filter.or.0.country=KG&filter.or.1.text=border` is `filter: { or: [{ country: ["KG"] }, { text: "border" }] }`
 * - `orderBy=YEAR:DESC&orderBy=TITLE:ASC` is `orderBy: [{ field: YEAR, direction: DESC }, { field: TITLE, direction: ASC }]`
 *
 * Values are checked only as far as the structure depends on them. The schema checks the rest.
 *
 * @param types the arguments that may be given, with their types
 * @throws BadUserInputError for an unknown parameter, a path of too many parts, a single value that is given twice, and an index out
 *   of order
 */
export function readParameters(types: ReadonlyMap<string, GraphQLInputType>, queryString: string): InputObject {
  const values: InputObject = {};
  for (const [path, text] of new URLSearchParams(queryString)) {
    const [name = '', ...rest] = path.split('.', MAX_PARTS + 1);
    const type = types.get(name);
    if (type === undefined) throw unknown(path);
    if (rest.length === MAX_PARTS) throw tooDeep(path);
    values[name] = place(type, values[name], rest, path, text);
  }
  return values;
}

/** The value of a type after one more parameter; `before` is what earlier parameters have made of it. */
function place(type: GraphQLInputType, before: unknown, rest: readonly string[], path: string, text: string): unknown {
  const nullable = getNullableType(type);
  if (nullable instanceof GraphQLList) {
    const item = nullable.ofType;
    const list = (before ?? []) as unknown[];
    if (rest.length === 0) return [...list, toItem(item, text)];
    return placeAt(item, list, rest, path, text);
  }
  if (nullable instanceof GraphQLInputObjectType) {
    const [name, ...below] = rest;
    const field = name === undefined ? undefined : nullable.getFields()[name];
    if (field === undefined) throw unknown(path);
    const object = (before ?? {}) as InputObject;
    return { ...object, [field.name]: place(field.type, object[field.name], below, path, text) };
  }
  if (rest.length > 0) throw unknown(path);
  if (before !== undefined) throw new BadUserInputError(`${path} must be given only once`, path);
  return toScalar(nullable, text);
}

/** Objects of a list are named by their place, from 0 without gaps. */
function placeAt(
  item: GraphQLInputType,
  list: readonly unknown[],
  [index = '', ...below]: readonly string[],
  path: string,
  text: string,
): unknown[] {
  const position = Number(index);
  if (!(getNullableType(item) instanceof GraphQLInputObjectType) || !/^\d{1,4}$/.test(index)) throw unknown(path);
  if (position > list.length) {
    throw new BadUserInputError(`${path} must not come before place ${list.length} of the list is given`, path);
  }
  return [...list.slice(0, position), place(item, list[position], below, path, text), ...list.slice(position + 1)];
}

/** An item of a list. A criterion of an order has the form `YEAR:DESC`. */
function toItem(type: GraphQLInputType, text: string): unknown {
  const nullable = getNullableType(type);
  if (!(nullable instanceof GraphQLInputObjectType)) return toScalar(nullable, text);
  const [field, ...rest] = text.split(':');
  return { field, ...(rest.length > 0 && { direction: rest.join(':') }) };
}

/** A text that is no number or no boolean stays a text, which the type refuses. */
function toScalar(type: GraphQLInputType, text: string): unknown {
  if (type === GraphQLInt && /^-?\d{1,15}$/.test(text)) return Number(text);
  if (type === GraphQLBoolean && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

/** How much of a name an error repeats, in characters. */
const MAX_NAME_LENGTH = 100;

function unknown(path: string): BadUserInputError {
  const name = path.slice(0, MAX_NAME_LENGTH);
  return new BadUserInputError(`${name} is not a parameter of this address`, name);
}

function tooDeep(path: string): BadUserInputError {
  const name = path.slice(0, MAX_NAME_LENGTH);
  return new BadUserInputError(`${name} must have at most ${MAX_PARTS} parts, separated by dots`, name);
}
