import { type ContentIn, type EditableField, fieldsOf } from '../../../core/fields/field';
import { localized } from '../../../core/fields/localized-fields';
import { isReferenceDataEditable, type ReferenceType } from '../../reference-data/reference-data.service';
import { Organisation, organisationFields, OrganisationTranslation } from './organisation.entity';

const content = fieldsOf(Organisation, localized(Organisation, OrganisationTranslation, organisationFields));

export const organisations: ReferenceType<ContentIn<typeof content>, EditableField<ContentIn<typeof content>>> = {
  name: 'Organisation',
  content,
  isEditable: isReferenceDataEditable,
  uses: [
    { nouns: ['network', 'networks'], table: 'network_supporter', column: 'organisation_id' },
    { nouns: ['membership', 'memberships'], table: 'member_country', column: 'institution_id' },
    {
      nouns: ['role in an activity', 'roles in activities'],
      table: 'activity_organisation',
      column: 'organisation_id',
    },
    {
      nouns: ['role in a programme', 'roles in programmes'],
      table: 'programme_organisation',
      column: 'organisation_id',
    },
    {
      nouns: ['row of participation', 'rows of participation'],
      table: 'entered_participation',
      column: 'organisation_id',
    },
    {
      nouns: ['activity that it reports', 'activities that it reports'],
      table: 'activity',
      column: 'reporting_organisation_id',
    },
    { nouns: ['payment as provider', 'payments as provider'], table: 'money_transaction', column: 'provider_id' },
    { nouns: ['payment as receiver', 'payments as receiver'], table: 'money_transaction', column: 'receiver_id' },
  ],
};
