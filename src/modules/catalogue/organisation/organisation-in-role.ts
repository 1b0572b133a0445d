import { Field, InputType, ObjectType } from 'type-graphql';
import { Cached } from '../../../core/types/cached';
import type { LabelledItem } from '../../localization/item-labels';
import { Organisation } from './organisation.entity';
import { OrganisationRole } from './organisation-role';

@Cached('revision')
@ObjectType({
  simpleResolvers: true,
  description: 'Organisation in one of its roles in an activity or a programme.',
})
export class OrganisationInRole {
  @Field(() => Organisation, { description: 'Organisation that has the role.' })
  organisation!: Organisation;

  @Field(() => OrganisationRole, { description: 'Role of the organisation.' })
  role!: OrganisationRole;

  /** The activity or programme in which it has the role. */
  readonly item!: LabelledItem;
}

@InputType({ description: 'Organisation in one of its roles. An organisation may have several roles.' })
export class OrganisationInRoleInput {
  @Field({ description: 'Slug of the organisation.' })
  organisation!: string;

  @Field(() => OrganisationRole, { description: 'Role of the organisation.' })
  role!: OrganisationRole;
}
