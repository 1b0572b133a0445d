import { Arg, registerEnumType } from 'type-graphql';

/**
 * The roles of organisations, in the order in which they are shown. The first four are the codes 1 to 4 of the codelist
 * OrganisationRole of the IATI Standard 2.03.
 */
export enum OrganisationRole {
  FUNDING = 'FUNDING',
  ACCOUNTABLE = 'ACCOUNTABLE',
  EXTENDING = 'EXTENDING',
  IMPLEMENTING = 'IMPLEMENTING',
  HOST = 'HOST',
  PARTNER = 'PARTNER',
}

registerEnumType(OrganisationRole, {
  name: 'OrganisationRole',
  description:
    'Role of an organisation in an activity or a programme. FUNDING, ACCOUNTABLE, EXTENDING and IMPLEMENTING are the ' +
    'codes 1 to 4 of the codelist OrganisationRole of the IATI Standard 2.03.',
  valuesConfig: {
    FUNDING: { description: 'Provides funds.' },
    ACCOUNTABLE: { description: 'Oversees the work and answers for its outcomes.' },
    EXTENDING: { description: 'Manages budget and direction for the organisation that provides the funds.' },
    IMPLEMENTING: { description: 'Carries out the work.' },
    HOST: { description: 'Provides the venue, or receives the participants.' },
    PARTNER: { description: 'Contributes in any other way.' },
  },
});

export const organisationRoles = Object.values(OrganisationRole);

/** The argument `roles` of a list that depends on the roles of organisations. */
export function RolesArg(): ReturnType<typeof Arg> {
  return Arg('roles', () => [OrganisationRole], {
    nullable: true,
    description: 'Roles to select. All roles if absent; an empty list selects nothing.',
  });
}
