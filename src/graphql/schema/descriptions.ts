import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { requiredRoleOf } from '../../core/access/auth';

/** A refused field is null where its type allows it. */
const FORBIDDEN_TEXT = ' Null, with the error FORBIDDEN, if you may not read it.';

type Described = Pick<GraphQLArgument | GraphQLField<unknown, unknown> | GraphQLInputField, 'description'>;

/**
 * Completes the descriptions of fields and arguments:
 *
 * - Many types share a field or an argument through a base class. Its description may contain these placeholders:
 *   `{type}` is the name of the type. `{mutation}` is the mutation that an input or a payload belongs to. `{field}` is the
 *   field that an argument belongs to, for example `activities` at the root and `Activity.relatedNews` elsewhere.
 * - A field with `@auth` ends with the role, since introspection and explorers do not show directives.
 */
export function completeDescriptions(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type)) continue;
    const values = { type: type.name, mutation: mutationOf(type) };
    if (isInputObjectType(type)) {
      for (const field of Object.values(type.getFields())) fill(field, values);
    }
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    const isRoot = type === schema.getQueryType();
    for (const field of Object.values<GraphQLField<unknown, unknown>>(type.getFields())) {
      fill(field, values);
      const role = requiredRoleOf(field);
      if (role !== null)
        field.description = `${field.description ?? ''}${isNonNullType(field.type) ? '' : FORBIDDEN_TEXT} ${role} only.`;
      for (const argument of field.args) fill(argument, { field: isRoot ? field.name : `${type.name}.${field.name}` });
    }
  }
  return schema;
}

/** The mutation that an input or a payload belongs to: `publishActivity` for `PublishActivityInput`. */
function mutationOf({ name }: GraphQLNamedType): string | undefined {
  const verb = /^(.+)(?:Input|Payload)$/.exec(name)?.[1];
  return verb && `${verb.charAt(0).toLowerCase()}${verb.slice(1)}`;
}

/** @throws Error if a description has a placeholder without a value */
function fill(element: Described, values: Readonly<Record<string, string | undefined>>): void {
  element.description = element.description?.replaceAll(/\{(\w+)\}/g, (_text, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`The description has an unknown placeholder: ${element.description}`);
    return value;
  });
}
