import type { ApolloServerPlugin } from '@apollo/server';
import {
  getNamedType,
  isInterfaceType,
  isObjectType,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql';
import { RequestedFields } from '../core/access/requested-fields';
import type { RequestContext } from '../core/access/request-context';

/** Sets the requested fields of an operation on its context. They are computed once per document. */
export function requestedFieldsPlugin(schema: GraphQLSchema): ApolloServerPlugin<RequestContext> {
  const known = new WeakMap<DocumentNode, RequestedFields>();
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ document, contextValue }) {
          let requested = known.get(document);
          if (requested === undefined) {
            requested = findRequestedFields(schema, document);
            known.set(document, requested);
          }
          contextValue.operation.requested = requested;
        },
      };
    },
  };
}

/**
 * Finds the properties to read. A field's `reads` extension names the properties of its type that it is computed from;
 * without it, a field is computed from the property of the same name.
 */
function findRequestedFields(schema: GraphQLSchema, document: DocumentNode): RequestedFields {
  const unread = new Map<string, Set<string>>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (isObjectType(type) && !type.name.startsWith('__'))
      unread.set(type.name, new Set(Object.keys(type.getFields())));
  }
  const typeInfo = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(typeInfo, {
      Field: () => {
        const parent = getNamedType(typeInfo.getParentType());
        const field = typeInfo.getFieldDef();
        if (!parent || !field) return;
        const read = (field.extensions['reads'] as string[] | undefined) ?? [field.name];
        const types = isInterfaceType(parent) ? schema.getPossibleTypes(parent) : [parent];
        for (const { name } of types) for (const property of read) unread.get(name)?.delete(property);
      },
    }),
  );
  return new RequestedFields(unread);
}
