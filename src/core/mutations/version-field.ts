import { type ClassType, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { Auth } from '../access/auth';
import type { Role } from '../access/role';
import { Cost } from '../cost/field-cost';

/**
 * Creates the field `version` of a type that has no publication. Only those who edit the type read it: it grows with
 * drafts of translations, of which the public must not learn.
 *
 * @param noun one item, in the description: `news item`
 * @param role the lowest role that may edit the type
 */
export function versionField(entity: ClassType<{ version: number }>, noun: string, role: Role): new () => object {
  @Resolver(() => entity)
  class VersionResolver {
    @Auth(role)
    @Cost({ statements: 0 })
    @FieldResolver(() => Int, {
      nullable: true,
      description: `Version of the ${noun}. It starts at 1 and grows by 1 with each change.`,
    })
    version(@Root() { version }: { version: number }): number {
      return version;
    }
  }
  return VersionResolver;
}
