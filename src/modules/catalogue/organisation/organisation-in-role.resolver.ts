import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../../core/access/request-context';
import { Cached } from '../../../core/types/cached';
import { labelInItem } from '../../localization/item-labels';
import { OrganisationInRole } from './organisation-in-role';

@Resolver(() => OrganisationInRole)
export class OrganisationInRoleResolver {
  @Cached('revision')
  @FieldResolver(() => String, {
    description:
      'Role as people read it, in the language in which the activity or the programme is shown, or in another one if the server has no labels in it.',
  })
  roleLabel(@Root() { item, role }: OrganisationInRole, @Ctx() context: RequestContext): Promise<string> {
    return labelInItem(context, item, 'OrganisationRole', role);
  }
}
