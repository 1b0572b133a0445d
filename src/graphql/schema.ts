import { extendSchema, lexicographicSortSchema, parse, type GraphQLSchema } from 'graphql';
import { buildSchemaSync } from 'type-graphql';
import { authChecker } from '../domain/access/auth';
import { resolvers } from '../domain/resolvers';

const directives = parse(`
  "Only accounts with this role, or one above it, may ask for this; others get FORBIDDEN at its path."
  directive @auth(
    "The lowest role that may."
    requires: Role!
  ) on FIELD_DEFINITION | OBJECT
`);

/** Builds the schema, sorted, from the code. */
export function createSchema(): GraphQLSchema {
  const schema = buildSchemaSync({ resolvers, authChecker, validate: false });
  return lexicographicSortSchema(extendSchema(schema, directives));
}
