import { ArgsType, Field, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { ConditionCost } from '../../../core/cost/condition-cost';
import { connectionType, edgeType, PagingArgs } from '../../../core/listing/connection';
import { Combinable, NO_NULL, StringFilter } from '../../../core/listing/filter-inputs';
import { orderType } from '../../../core/listing/order';
import { Cached } from '../../../core/types/cached';
import { CountryCodeScalar } from '../../../core/types/country-code';
import { Organisation } from './organisation.entity';

export enum OrganisationOrderField {
  NAME = 'NAME',
  ACRONYM = 'ACRONYM',
}

registerEnumType(OrganisationOrderField, {
  name: 'OrganisationOrderField',
  description: 'Field by which organisations can be ordered.',
  valuesConfig: {
    NAME: { description: 'Name of the organisation in the language in which it is shown, without case and accents.' },
    ACRONYM: { description: 'Acronym of the organisation, without case and accents.' },
  },
});

@InputType({ description: 'One criterion of the order of organisations.' })
export class OrganisationOrder extends orderType(OrganisationOrderField, 'organisations') {}

@Combinable('organisation')
@InputType({ description: 'Conditions on organisations, all of which must be met. ' + NO_NULL })
export class OrganisationFilter {
  @ConditionCost(1.5)
  @Field(() => StringFilter, {
    nullable: true,
    description: 'Condition on the full name of the organisation, in one of the languages in which it is available.',
  })
  name?: StringFilter;

  @Field(() => StringFilter, { nullable: true, description: 'Condition on the acronym of the organisation.' })
  acronym?: StringFilter;

  @ConditionCost(0.05)
  @Field(() => [CountryCodeScalar], {
    nullable: true,
    description:
      'Matches organisations that belong to one of these countries, given as ISO 3166-1 alpha-2 codes. International ' +
      'organisations belong to none.',
  })
  country?: string[];
}

@ArgsType()
export class OrganisationsArgs extends PagingArgs {
  @Field(() => OrganisationFilter, {
    nullable: true,
    description: 'Conditions on the organisations. If absent, all organisations are listed.',
  })
  filter?: OrganisationFilter | null;

  @Field(() => [OrganisationOrder], {
    nullable: true,
    description:
      'Criteria of the order, the most important first, each field at most once. Ties are ordered by id. If ' +
      'absent or empty, organisations are ordered by name.',
  })
  orderBy?: OrganisationOrder[] | null;
}

@Cached('revision')
@ObjectType({ simpleResolvers: true, description: 'Organisation in a list, with its cursor.' })
class OrganisationEdge extends edgeType(Organisation, 'organisation') {}

@Cached('revision')
@ObjectType({ simpleResolvers: true, description: 'Page of a list of organisations.' })
export class OrganisationConnection extends connectionType(Organisation, OrganisationEdge, 'organisations') {}
