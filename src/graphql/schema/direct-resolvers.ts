import { type GraphQLFieldResolver, type GraphQLSchema, isObjectType } from 'graphql';
import { findRoleError } from '../../core/access/auth';
import type { RequestContext } from '../../core/access/request-context';
import type { Role } from '../../core/access/role';
import { resolversOf } from './resolver-instances';

type Resolve = GraphQLFieldResolver<unknown, RequestContext, Record<string, unknown>>;
type Method = Pick<
  (typeof TypeGraphQLMetadataStorage)['queries'][number],
  'target' | 'methodName' | 'schemaName' | 'params' | 'roles' | 'middlewares'
>;
type Call = (...values: unknown[]) => unknown;
type Parameter = NonNullable<Method['params']>[number];

/**
 * Calls resolver methods of queries and fields directly. type-graphql turns every argument into a promise, and so every
 * object with such a field: measured, about 15 % of an activity page or a list. Arguments are passed as graphql-js
 * coerced them, since input classes only describe their shape. Methods with middlewares, or with parameters other than
 * root, arguments and context, keep type-graphql's resolver.
 */
export function resolveDirectly(schema: GraphQLSchema): GraphQLSchema {
  const { queries, fieldResolvers, objectTypes } = TypeGraphQLMetadataStorage;
  const names = new Map(objectTypes.map(({ target, name }) => [target, name]));
  for (const method of queries) replaceResolver(schema, 'Query', method);
  for (const method of fieldResolvers) {
    const name = method.kind === 'external' ? names.get(method.getObjectType!() as () => void) : undefined;
    if (name !== undefined) replaceResolver(schema, name, method);
  }
  return schema;
}

function replaceResolver(schema: GraphQLSchema, typeName: string, method: Method): void {
  const type = schema.getType(typeName);
  const field = isObjectType(type) ? type.getFields()[method.schemaName] : undefined;
  if (field === undefined || (method.middlewares ?? []).length > 0) return;
  const readers = [...(method.params ?? [])].sort((one, other) => one.index - other.index).map(readerOf);
  if (!readers.every((reader) => reader !== null)) return;
  const { target, methodName } = method;
  const roles = method.roles as readonly Role[] | undefined;
  // Most processes have one schema with instances, so its instance is looked up once.
  let schemaOfResolver: GraphQLSchema | null = null;
  let resolver: Record<string, Call> = {};
  field.resolve = (root: unknown, args: Record<string, unknown>, context: RequestContext, info) => {
    const roleError = roles === undefined ? null : findRoleError(context, roles);
    if (roleError !== null) throw roleError;
    if (info.schema !== schemaOfResolver) {
      resolver = resolversOf(info.schema).get(target) as Record<string, Call>;
      schemaOfResolver = info.schema;
    }
    return resolver[methodName]!(...readers.map((read) => read(root, args, context, info)));
  };
}

function readerOf(parameter: Parameter): Resolve | null {
  switch (parameter.kind) {
    case 'root':
      return parameter.propertyName === undefined ? (root) => root : null;
    case 'context':
      return parameter.propertyName === undefined ? (_root, _args, context) => context : null;
    case 'arg':
      return (_root, args) => args[parameter.name];
    case 'args':
      return (_root, args) => args;
    default:
      return null;
  }
}
