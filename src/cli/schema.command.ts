import { printSchemaWithDirectives } from '@graphql-tools/utils';
import { Command } from 'commander';
import { createSchema } from '../graphql/schema';
import { resolverClasses } from '../modules/resolver-classes';

/** `schema`: prints the schema of the server. */
export function schemaCommand(): Command {
  return new Command('schema').description('Prints the GraphQL schema, sorted and with descriptions.').action(() => {
    process.stdout.write(printSchema());
  });
}

/** The schema in SDL as in schema.graphql, with `@auth` directives. */
export function printSchema(): string {
  // The printer of graphql-js omits the directives of fields and types.
  return `${printSchemaWithDirectives(createSchema(resolverClasses)).trimEnd()}\n`;
}
