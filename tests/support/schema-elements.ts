import { getDirective } from '@graphql-tools/utils';
import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedDirective,
  isSpecifiedScalarType,
} from 'graphql';

/** A type, field, argument, input field, enum value or directive. */
export interface SchemaElement {
  /** For example `Activity.relatedNews(first:)`. */
  readonly coordinate: string;
  /** What a client relies on: the kind or the type, and who may ask. */
  readonly shape: string;
  readonly description: string | null | undefined;
}

/** All elements of a schema except those that the specification defines. */
export function elementsOf(schema: GraphQLSchema): SchemaElement[] {
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
