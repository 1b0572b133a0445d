import { printSchemaWithDirectives } from '@graphql-tools/utils';
import type { GraphQLSchema } from 'graphql';

/** The schema in SDL as in schema.graphql, with the directives of fields and types. */
export function schemaText(schema: GraphQLSchema): string {
  // The printer of graphql-js omits the directives of fields and types.
  return `${printSchemaWithDirectives(schema).trimEnd()}\n`;
}
