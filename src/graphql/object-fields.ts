import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  isIntrospectionType,
  isObjectType,
} from 'graphql';
import type { RequestContext } from '../core/access/request-context';

export interface ObjectField {
  readonly type: GraphQLObjectType;
  readonly field: GraphQLField<unknown, RequestContext>;
}

/** All fields of object types, without introspection: all schemas of a process share its types. */
export function* objectFields(schema: GraphQLSchema): Generator<ObjectField> {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || isIntrospectionType(type)) continue;
    for (const field of Object.values<ObjectField['field']>(type.getFields())) yield { type, field };
  }
}
