import { Authorized, Directive, type AuthCheckerFn } from 'type-graphql';
import { ForbiddenError } from '../../errors';
import type { RequestContext } from './request-context';
import type { Role } from './role';
import { hasRole } from './viewer';

/**
 * Only a viewer with this role may ask for the field; others get FORBIDDEN at its path. What is null then is the field,
 * or, where its type is non-null, the nearest parent that may be.
 * Printed into the schema as `@auth(requires:)`. For resolver methods alone: on a class's property type-graphql's
 * `simpleResolvers` would skip the check.
 */
export function Auth(requires: Role): MethodDecorator {
  return (target, key, descriptor) => {
    Authorized<Role>(requires)(target, key, descriptor);
    Directive(`@auth(requires: ${requires})`)(target, key, descriptor);
  };
}

/** The one check behind `@auth`. An arrow function: type-graphql takes whatever has a prototype for a class. */
export const authChecker: AuthCheckerFn<RequestContext, Role> = ({ context }, roles) => {
  if (roles.every((role) => hasRole(context.viewer, role))) return true;
  throw new ForbiddenError(`Only accounts with the role ${roles.join(', ')} or above may ask for this`);
};
