import { printSchemaWithDirectives } from '@graphql-tools/utils';
import { Command } from 'commander';
import { createSchema } from '../graphql/schema';

/** `schema`: prints the schema that the server serves. */
export function schemaCommand(): Command {
  return new Command('schema').description('Prints the GraphQL schema, sorted and described.').action(() => {
    process.stdout.write(printSchema());
  });
}

/** The schema in the schema definition language, as schema.graphql holds it: with `@auth` where it applies. */
export function printSchema(): string {
  // graphql's own printer leaves the directives of fields and types out.
  return `${printSchemaWithDirectives(createSchema()).trimEnd()}\n`;
}
