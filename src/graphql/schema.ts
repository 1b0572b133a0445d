import { extendSchema, lexicographicSortSchema, parse, type GraphQLSchema } from 'graphql';
import { buildSchemaSync } from 'type-graphql';
import { authChecker } from '../domain/access/auth';
import { resolvers } from '../domain/resolvers';
import { chargeLists } from './answer-budget';

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
  // type-graphql makes this type by itself, and has no option for its description.
  schema.getQueryType()!.description = 'What can be read. Everything that you may not see is as if it were not there.';
  return chargeLists(lexicographicSortSchema(extendSchema(schema, directives)));
}
