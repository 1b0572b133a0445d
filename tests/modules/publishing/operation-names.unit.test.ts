import { readFileSync } from 'node:fs';
import path from 'node:path';
import { getMetadataStorage } from 'type-graphql';
import { createSchema } from '../../../src/graphql/schema';
import { resolverClasses } from '../../../src/modules/resolver-classes';

const TABLE = path.join(__dirname, '../../../src/modules/publishing/transition.resolvers.ts');

/** The signatures that the comment of `namesOf` lists, for example `publishActivity(input: …): …`. */
function listedSignatures(): string[] {
  const source = readFileSync(TABLE, 'utf8');
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

it('finds every mutation with a composed name in the comment of namesOf', () => {
  const composed = composedSignatures();

  expect(composed).toContain('publishActivity(input: PublishActivityInput!): PublishActivityPayload!');
  expect(listedSignatures().sort()).toEqual(composed.sort());
});
