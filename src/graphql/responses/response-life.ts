import {
  type DocumentNode,
  getNamedType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  OperationTypeNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { requiredRoleOf } from '../../core/access/auth';
import { memoize } from '../../core/memoize';
import type { ResponseLife } from '../../core/types/cached';
import { objectFields } from '../object-fields';

/**
 * Copies the life that a type declares for its properties to each of them (see `Cached`). Call it before resolvers are
 * added to properties.
 */
export function declareResponseLives(schema: GraphQLSchema): GraphQLSchema {
  for (const { type, field } of objectFields(schema)) {
    const ofProperties = field.resolve === undefined ? type.extensions['responseLife'] : undefined;
    const life = requiredRoleOf(field) === null ? (field.extensions['responseLife'] ?? ofProperties) : 'never';
    field.extensions = { ...field.extensions, responseLife: life ?? 'never' };
  }
  return schema;
}

/** How long a response with this field of this type lives. Introspection returns the same for as long as the server runs. */
export function lifeOfField(
  type: GraphQLObjectType,
  { name, extensions }: Pick<GraphQLField<unknown, unknown>, 'name' | 'extensions'>,
): ResponseLife {
  if (isIntrospectionType(type) || name.startsWith('__')) return 'revision';
  return (extensions['responseLife'] as ResponseLife | undefined) ?? 'never';
}

/**
 * How long responses to a valid document live: as long as its shortest-lived field, in any of its operations. Variables may
 * shorten it: see `dependsOnDay`.
 */
export function lifeOfDocument(schema: GraphQLSchema, document: DocumentNode): ResponseLife {
  const lives = new Set<ResponseLife>();
  const typeInfo = new TypeInfo(schema);
  const ofDay = inputsOfDay(schema);
  visit(
    document,
    visitWithTypeInfo(typeInfo, {
      OperationDefinition: ({ operation }) => {
        if (operation !== OperationTypeNode.QUERY) lives.add('never');
      },
      ObjectField: ({ name }) => {
        if (ofDay.has(name.value)) lives.add('day');
      },
      Field: () => {
        const parent = getNamedType(typeInfo.getParentType());
        const field = typeInfo.getFieldDef();
        if (!parent || !field) lives.add('never');
        else if (isObjectType(parent)) lives.add(lifeOfField(parent, field));
        else if (!field.name.startsWith('__') && isInterfaceType(parent)) {
          for (const type of schema.getPossibleTypes(parent)) {
            lives.add(lifeOfField(type, type.getFields()[field.name]!));
          }
        }
      },
    }),
  );
  if (lives.has('never')) return 'never';
  return lives.has('day') ? 'day' : 'revision';
}

/** True if a response for these variables depends on the current day: a filter in them has a condition that does. */
export function dependsOnDay(schema: GraphQLSchema, variables: unknown): boolean {
  const ofDay = inputsOfDay(schema);
  const mentions = (value: unknown): boolean => {
    if (typeof value !== 'object' || value === null) return false;
    if (Array.isArray(value)) return value.some(mentions);
    return Object.keys(value).some((name) => ofDay.has(name) || mentions((value as Record<string, unknown>)[name]));
  };
  return mentions(variables);
}

/** The names of the input fields that declare the life `day`. */
const inputsOfDay = memoize((schema: GraphQLSchema): ReadonlySet<string> => {
  const fields = Object.values(schema.getTypeMap())
    .filter(isInputObjectType)
    .flatMap((type) => Object.values(type.getFields()));
  return new Set(fields.filter(({ extensions }) => extensions['responseLife'] === 'day').map(({ name }) => name));
});
