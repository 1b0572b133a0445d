import { getDirective } from '@graphql-tools/utils';
import {
  buildSchema,
  findBreakingChanges,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isNonNullType,
  isObjectType,
  isSpecifiedDirective,
  isSpecifiedScalarType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { printSchema } from '../../src/cli/schema.command';
import { createSchema } from '../../src/graphql/schema';
import { NodeResolver } from '../../src/modules/node/node.resolver';
import { Nodes } from '../../src/modules/node/node.service';
import { resolverClasses } from '../../src/modules/resolver-classes';

/** A type, field, argument, input field, enum value or directive. */
interface SchemaElement {
  /** For example `Activity.relatedNews(first:)`. */
  readonly coordinate: string;
  /** What a client depends on: the kind or type, and the required role. */
  readonly shape: string;
  readonly description: string | null | undefined;
}

/** All elements of a schema except those that the specification defines. */
function elementsOf(schema: GraphQLSchema): SchemaElement[] {
  const types = Object.values(schema.getTypeMap()).filter(
    (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
  );
  const directives = schema.getDirectives().filter((directive) => !isSpecifiedDirective(directive));
  return [
    ...types.flatMap((type) => {
      const { name, description } = type;
      const kind = `${type[Symbol.toStringTag]}${authOf(schema, type)}`;
      return [{ coordinate: name, shape: kind, description }, ...membersOf(schema, type)];
    }),
    ...directives.flatMap(({ name, locations, description, args }) => [
      { coordinate: `@${name}`, shape: locations.join(' | '), description },
      ...args.map((argument) => argumentElement(`@${name}`, argument)),
    ]),
  ];
}

function membersOf(schema: GraphQLSchema, type: ReturnType<GraphQLSchema['getType']>): SchemaElement[] {
  if (isEnumType(type)) {
    return type
      .getValues()
      .map(({ name, description }) => ({ coordinate: `${type.name}.${name}`, shape: 'value', description }));
  }
  if (isInputObjectType(type)) {
    return Object.values(type.getFields()).map((field) => ({
      coordinate: `${type.name}.${field.name}`,
      shape: String(field.type),
      description: field.description,
    }));
  }
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return Object.values(type.getFields()).flatMap((field) => {
    const coordinate = `${type.name}.${field.name}`;
    const shape = `${String(field.type)}${authOf(schema, field)}`;
    return [
      { coordinate, shape, description: field.description },
      ...field.args.map((argument) => argumentElement(coordinate, argument)),
    ];
  });
}

function argumentElement(owner: string, { name, type, description }: GraphQLArgument): SchemaElement {
  return { coordinate: `${owner}(${name}:)`, shape: String(type), description };
}

function authOf(schema: GraphQLSchema, element: Pick<GraphQLField<unknown, unknown>, 'astNode'> | object): string {
  const [auth] = getDirective(schema, element, 'auth') ?? [];
  return auth === undefined ? '' : ` @auth(requires: ${String(auth['requires'])})`;
}

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

  it('says what null means wherever an answer may have it', () => {
    const unexplained = Object.values(schema.getTypeMap())
      .filter((type) => (isObjectType(type) || isInterfaceType(type)) && !isIntrospectionType(type))
      .flatMap((type) => Object.values((type as GraphQLObjectType).getFields()).map((field) => ({ type, field })))
      .filter(({ field }) => !isNonNullType(field.type) && !/\bnull\b/i.test(field.description ?? ''));

    expect(unexplained.map(({ type, field }) => `${type.name}.${field.name}`)).toEqual([]);
  });

  it('is the same in schema.graphql and in the code', () => {
    const file = readFileSync(path.join(__dirname, '../../schema.graphql'), 'utf8');

    // When this fails, run npm run schema:emit.
    expect(file).toBe(printSchema());
  });

  it('says who may ask where it is printed', () => {
    expect(shapesOf(buildSchema(printSchema()))).toEqual(shapesOf(schema));
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
