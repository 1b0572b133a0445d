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
import { propertiesReadForFields, RequestedFields, type FieldsByType } from '../core/access/requested-fields';
import type { RequestContext } from '../core/access/request-context';

/** Sets the requested fields of an operation on its context. They are computed once per document. */
export function requestedFieldsPlugin(schema: GraphQLSchema): ApolloServerPlugin<RequestContext> {
  const known = new WeakMap<DocumentNode, RequestedFields>();
  const find = requestedFieldsFinder(schema);
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ document, contextValue }) {
          let requested = known.get(document);
          if (requested === undefined) {
            requested = find(document);
            known.set(document, requested);
          }
          contextValue.operation.requested = requested;
        },
      };
    },
  };
}

/** Returns a function that finds the requested fields of a document. */
export function requestedFieldsFinder(schema: GraphQLSchema): (document: DocumentNode) => RequestedFields {
  const fields = fieldsOf(schema);
  return (document) => findRequestedFields(schema, fields, document);
}

function fieldsOf(schema: GraphQLSchema): FieldsByType {
  const fields = new Map<string, Set<string>>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    fields.set(type.name, new Set([...Object.keys(type.getFields()), ...propertiesReadForFields(type.name)]));
  }
  return fields;
}

/**
 * Finds the properties to read. A field's `reads` extension names the properties of its type that it is computed from;
 * without it, a field is computed from the property of the same name.
 */
function findRequestedFields(schema: GraphQLSchema, fields: FieldsByType, document: DocumentNode): RequestedFields {
  const requested = new Map<string, Set<string>>();
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
        for (const { name } of types) {
          const properties = requested.get(name) ?? new Set();
          requested.set(name, properties);
          for (const property of read) properties.add(property);
        }
      },
    }),
  );
  return new RequestedFields(fields, requested);
}
