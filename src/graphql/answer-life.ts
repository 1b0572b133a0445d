import {
  getNamedType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import type { AnswerLife } from '../core/types/cached';

/**
 * Copies the life that a type declares for its properties to each of them (see `Cached`). Call it before resolvers are
 * added to properties.
 */
export function declareAnswerLives(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || isIntrospectionType(type)) continue;
    const ofProperties = type.extensions['answerLife'];
    for (const field of Object.values<GraphQLField<unknown, unknown>>(type.getFields())) {
      const own = field.extensions['answerLife'] ?? (field.resolve === undefined ? ofProperties : undefined);
      field.extensions = { ...field.extensions, answerLife: isGuarded(field) ? 'never' : (own ?? 'never') };
    }
  }
  return schema;
}

/** How long an answer with this field of this type lives. Introspection answers the same for as long as the server runs. */
export function lifeOfField(
  type: GraphQLObjectType,
  { name, extensions }: Pick<GraphQLField<unknown, unknown>, 'name' | 'extensions'>,
): AnswerLife {
  if (isIntrospectionType(type) || name.startsWith('__')) return 'revision';
  return (extensions['answerLife'] as AnswerLife | undefined) ?? 'never';
}

/** How long answers to a valid document live: as long as its shortest-lived field, in any of its operations. */
export function lifeOfDocument(schema: GraphQLSchema, document: DocumentNode): AnswerLife {
  const lives = new Set<AnswerLife>();
  const typeInfo = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(typeInfo, {
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

function isGuarded({ astNode }: GraphQLField<unknown, unknown>): boolean {
  return astNode?.directives?.some(({ name }) => name.value === 'auth') === true;
}
