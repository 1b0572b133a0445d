import { readFileSync } from 'node:fs';
import path from 'node:path';
import { getMetadataStorage } from 'type-graphql';
import { createSchema } from '../../../src/graphql/schema/schema';
import { resolverClasses } from '../../../src/modules/resolver-classes';

const MODULES = path.join(__dirname, '../../../src/modules');

/** The files with the factories of mutations, whose comments list the names. */
const TABLES = [
  'publishing/transition/transition.resolvers.ts',
  'localization/content.resolvers.ts',
  'localization/translation.resolvers.ts',
];

/** The signatures that the comments list, for example `publishActivity(input: …): …`. */
function listedSignatures(): string[] {
  const source = TABLES.map((table) => readFileSync(path.join(MODULES, table), 'utf8')).join('\n');
  return [...source.matchAll(/^ \* - `(\w+\(input: \w+!\): \w+!)`$/gm)].map(([, signature]) => signature!);
}

/** The signatures of the mutations whose names are not the names of methods. */
function composedSignatures(): string[] {
  const fields = createSchema(resolverClasses).getMutationType()!.getFields();
  return getMetadataStorage()
    .mutations.filter(({ methodName, schemaName }) => methodName !== schemaName)
    .map(({ schemaName }) => {
      const { name, args, type } = fields[schemaName]!;
      const parameters = args.map((argument) => `${argument.name}: ${String(argument.type)}`);
      return `${name}(${parameters.join(', ')}): ${String(type)}`;
    });
}

it('finds every mutation with a composed name in the comment of its factory', () => {
  const composed = composedSignatures();

  expect(composed).toContain('publishActivity(input: PublishActivityInput!): PublishActivityPayload!');
  expect(listedSignatures().sort()).toEqual(composed.sort());
});
