import { readFileSync } from 'node:fs';
import path from 'node:path';
import { getDirective } from '@graphql-tools/utils';
import {
  buildSchema,
  findBreakingChanges,
  getNamedType,
  getNullableType,
  type GraphQLEnumType,
  type GraphQLObjectType,
  type GraphQLSchema,
  introspectionFromSchema,
  isInterfaceType,
  isIntrospectionType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { printSchema } from '../../../src/cli/commands/schema.command';
import { createSchema } from '../../../src/graphql/schema/schema';
import { NodeResolver } from '../../../src/modules/node/node.resolver';
import { Nodes } from '../../../src/modules/node/node.service';
import { contentTypes } from '../../../src/modules/publishables';
import { resolverClasses } from '../../../src/modules/resolver-classes';
import { elementsOf } from '../../support/schema-elements';

function shapesOf(schema: GraphQLSchema): Record<string, string> {
  return Object.fromEntries(elementsOf(schema).map(({ coordinate, shape }) => [coordinate, shape]));
}

describe('the schema', () => {
  const schema = createSchema(resolverClasses);
  const promised = buildSchema(readFileSync(path.join(__dirname, 'promised-schema.graphql'), 'utf8'));

  it('describes every type, field, argument, input field and enum value', () => {
    const undescribed = elementsOf(schema).filter(({ description }) => !description?.trim());

    expect(undescribed.map(({ coordinate }) => coordinate)).toEqual([]);
  });

  it('names the subject of each description first, and says nothing twice', () => {
    const unclear = elementsOf(schema).filter(({ description }) => {
      const sentences = description?.split(/(?<=\.)\s+/) ?? [];
      return /^(?:How|None|Of|Whether|Wh\w+) /.test(description ?? '') || new Set(sentences).size < sentences.length;
    });

    expect(unclear.map(({ coordinate, description }) => [coordinate, description])).toEqual([]);
  });

  it('says what null means wherever an answer may have it', () => {
    const unexplained = Object.values(schema.getTypeMap())
      .filter((type) => (isObjectType(type) || isInterfaceType(type)) && !isIntrospectionType(type))
      .flatMap((type) => Object.values((type as GraphQLObjectType).getFields()).map((field) => ({ type, field })))
      .filter(({ field }) => !isNonNullType(field.type) && !/\bnull\b/i.test(field.description ?? ''));

    expect(unexplained.map(({ type, field }) => `${type.name}.${field.name}`)).toEqual([]);
  });

  it('says how long every list may be, and what every field costs', () => {
    const printed = buildSchema(printSchema());
    const fields = Object.values(printed.getTypeMap())
      .filter((type) => isObjectType(type) && !isIntrospectionType(type))
      .flatMap((type) => Object.values((type as GraphQLObjectType).getFields()).map((field) => ({ type, field })));
    // The page of a connection is as long as the arguments of the field that returns the connection say.
    const isSized = ({ type, field }: (typeof fields)[number]): boolean =>
      getDirective(printed, field, 'listSize') !== undefined || /(Connection)$/.test(type.name);
    const lists = fields.filter(
      ({ field }) => isListType(getNullableType(field.type)) || getNamedType(field.type).name.endsWith('Connection'),
    );

    expect(lists.filter((list) => !isSized(list)).map(({ type, field }) => `${type.name}.${field.name}`)).toEqual([]);
    expect(fields.filter(({ field }) => getDirective(printed, field, 'cost') === undefined)).toEqual([]);
  });

  it('says lengths of lists that hold for every type of content, language and event', () => {
    const printed = buildSchema(printSchema());
    const longest = (type: string, field: string): number => {
      const found = (printed.getType(type) as GraphQLObjectType).getFields()[field]!;
      return getDirective(printed, found, 'listSize')![0]!['assumedSize'] as number;
    };
    const fields = Math.max(...contentTypes.map(({ content }) => Object.keys(content.fields).length));

    expect(longest('ContentType', 'fields')).toBeGreaterThanOrEqual(fields);
    // Those of the publication are its state, and the times of publishing and deleting.
    expect(longest('Revision', 'changes')).toBeGreaterThanOrEqual(fields + 3);
    expect(longest('ContentChange', 'locales')).toBe(longest('Activity', 'availableLocales'));
    expect(longest('OutdatedItem', 'locales')).toBe(longest('Activity', 'translations'));
    expect(longest('Webhook', 'events')).toBe((printed.getType('WebhookEvent') as GraphQLEnumType).getValues().length);
  });

  it('is the same in schema.graphql and in the code', () => {
    const file = readFileSync(path.join(__dirname, '../../../schema.graphql'), 'utf8');

    // When this fails, run npm run schema:emit.
    expect(file).toBe(printSchema());
  });

  it('says who may ask where it is printed', () => {
    expect(shapesOf(buildSchema(printSchema()))).toEqual(shapesOf(schema));
  });

  it('has directives only at locations of the GraphQL specification of September 2025', () => {
    const used = introspectionFromSchema(schema).__schema.directives.flatMap(({ locations }) => locations);
    const standard =
      'QUERY MUTATION SUBSCRIPTION FIELD FRAGMENT_DEFINITION FRAGMENT_SPREAD INLINE_FRAGMENT VARIABLE_DEFINITION SCHEMA SCALAR OBJECT ' +
      'FIELD_DEFINITION ARGUMENT_DEFINITION INTERFACE UNION ENUM ENUM_VALUE INPUT_OBJECT INPUT_FIELD_DEFINITION';

    expect(standard.split(' ')).toEqual(expect.arrayContaining(used));
  });

  it('breaks no client of the promised schema', () => {
    expect(findBreakingChanges(promised, schema)).toEqual([]);
  });

  it('keeps the promised types, their nullability and who may ask for them to the letter', () => {
    expect(shapesOf(schema)).toMatchObject(shapesOf(promised));
  });
});

describe('the schema of a server', () => {
  it('names the resolvers that need services and have no instance', () => {
    expect(() => createSchema(resolverClasses, [])).toThrow(/^Resolvers without an instance: .*\bWebhookResolver\b/);
  });

  it('names the instances whose resolvers it lacks', () => {
    const withoutServices = resolverClasses.filter((resolver) => resolver.length === 0);

    expect(() => createSchema(withoutServices, [new NodeResolver(new Nodes(new Map()))])).toThrow(
      'Resolvers that are not in the schema: NodeResolver',
    );
  });
});
