import { Command } from 'commander';
import { createSchema } from '../../graphql/schema/schema';
import { schemaText } from '../../graphql/schema/schema-text';
import { resolverClasses } from '../../modules/resolver-classes';

/** `schema`: prints the schema of the server. */
export function schemaCommand(): Command {
  return new Command('schema').description('Prints the GraphQL schema, sorted and with descriptions.').action(() => {
    process.stdout.write(printSchema());
  });
}

/** The schema in SDL as in schema.graphql, with `@auth` directives. */
export function printSchema(): string {
  return schemaText(createSchema(resolverClasses));
}
