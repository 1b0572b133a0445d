import type { ApolloServerPlugin } from '@apollo/server';
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  getNamedType,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { RequestContext } from '../../core/access/request-context';
import { type FieldsByType, propertiesReadForFields, RequestedFields } from '../../core/access/requested-fields';
import type { RawArgs } from '../../core/cost/field-cost';
import { fragmentsOf } from '../documents/fragments';
import { beforeOperation } from './before-operation';
import { RawValues } from './raw-values';

/** An operation as it was requested. */
export interface RequestedOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: RawArgs;
}

/** Maximum results that are kept of one operation, with different fields left out. */
const MAX_KEPT = 20;

/** The requested fields of an operation, by the values of the variables in its directives. */
interface KeptFields {
  readonly variables: readonly string[];
  readonly fields: Map<string, RequestedFields>;
}

/** Sets the requested fields of an operation on its context. */
export function requestedFieldsPlugin(schema: GraphQLSchema): ApolloServerPlugin<RequestContext> {
  const find = requestedFieldsFinder(schema);
  return beforeOperation(({ document, operation, request: { variables = {} }, contextValue }) => {
    contextValue.operation.requested = find({ document, operation, variables });
  });
}

/**
 * Returns a function that finds the requested fields of an operation. They are computed once for each operation and the fields that
 * directives leave out.
 */
export function requestedFieldsFinder(schema: GraphQLSchema): (requested: RequestedOperation) => RequestedFields {
  const all = fieldsOf(schema);
  // Apollo Server caches documents.
  const kept = new WeakMap<OperationDefinitionNode, KeptFields>();
  return ({ document, operation, variables }) => {
    const known: KeptFields = kept.get(operation) ?? { variables: variablesInDirectives(document), fields: new Map() };
    kept.set(operation, known);
    const values = RawValues.of(operation, variables);
    const key = known.variables.map((name) => String(values.flagOf(name))).join();
    let fields = known.fields.get(key);
    if (fields === undefined) {
      if (known.fields.size >= MAX_KEPT) known.fields.clear();
      fields = findRequestedFields(schema, all, operation, fragmentsOf(document), values);
      known.fields.set(key, fields);
    }
    return fields;
  };
}

function variablesInDirectives(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    Directive: ({ arguments: args = [] }) => {
      for (const { value } of args) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names];
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
function findRequestedFields(
  schema: GraphQLSchema,
  fields: FieldsByType,
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  values: RawValues,
): RequestedFields {
  const requested = new Map<string, Set<string>>();
  const typeInfo = new TypeInfo(schema);
  const request = (): void => {
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
  };
  // Fragments are added while they are visited.
  const reached = new Set<OperationDefinitionNode | FragmentDefinitionNode>([operation]);
  for (const definition of reached) {
    visit(
      definition,
      visitWithTypeInfo(typeInfo, {
        enter(node) {
          if (node.kind === Kind.FIELD || node.kind === Kind.INLINE_FRAGMENT || node.kind === Kind.FRAGMENT_SPREAD) {
            if (values.isLeftOut(node)) return false;
          }
          if (node.kind === Kind.FRAGMENT_SPREAD) reached.add(fragments.get(node.name.value)!);
          if (node.kind === Kind.FIELD) request();
          return undefined;
        },
      }),
    );
  }
  return new RequestedFields(fields, requested);
}
