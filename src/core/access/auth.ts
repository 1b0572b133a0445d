import { type GraphQLField, Kind } from 'graphql';
import { type AuthCheckerFn, Authorized, Directive } from 'type-graphql';
import { ForbiddenError } from '../../errors';
import type { RequestContext } from './request-context';
import type { Role } from './role';
import { hasRole } from './viewer';

/**
 * Only a viewer with this role may request the field. Without it, the field is an error FORBIDDEN at its path, and the
 * field becomes null, or its nearest nullable parent if its type is non-null.
 * The schema shows it as `@auth(requires:)`. Use it on resolver methods only: on the property of a class, type-graphql's
 * `simpleResolvers` would skip the check.
 */
export function Auth(requires: Role): MethodDecorator {
  return (target, key, descriptor) => {
    Authorized<Role>(requires)(target, key, descriptor);
    Directive(`@auth(requires: ${requires})`)(target, key, descriptor);
  };
}

/** The role that `@auth` on a field of a built schema requires; null if the field has none. */
export function requiredRoleOf({ astNode }: Pick<GraphQLField<unknown, unknown>, 'astNode'>): string | null {
  const auth = astNode?.directives?.find(({ name }) => name.value === 'auth');
  const requires = auth?.arguments?.find(({ name }) => name.value === 'requires')?.value;
  return requires?.kind === Kind.ENUM ? requires.value : null;
}

/** The check behind `@auth`. It is an arrow function because type-graphql treats any function with a prototype as a class. */
export const authChecker: AuthCheckerFn<RequestContext, Role> = ({ context }, roles) => {
  const error = findRoleError(context, roles);
  if (error !== null) throw error;
  return true;
};

/** The error of a field that requires these roles; null if the viewer may request it. */
export function findRoleError(
  { viewer }: Pick<RequestContext, 'viewer'>,
  roles: readonly Role[],
): ForbiddenError | null {
  if (roles.every((role) => hasRole(viewer, role))) return null;
  const names = roles.join(', ');
  let error = errorsByRoles.get(names);
  if (error === undefined) {
    error = new ForbiddenError(`This field requires the role ${names} or a higher one`);
    errorsByRoles.set(names, error);
  }
  return error;
}

/** One error for each role: a response may have thousands of them, and each stack trace takes time. */
const errorsByRoles = new Map<string, ForbiddenError>();
