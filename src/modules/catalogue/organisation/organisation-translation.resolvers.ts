import { Field, InputType } from 'type-graphql';
import { Role } from '../../../core/access/role';
import { TranslationInput } from '../../localization/translation.input';
import { translationMutations, translationsField } from '../../localization/translation.resolvers';
import { organisations } from './organisation.fields';
import { organisationById } from './organisation.loaders';

@InputType({
  description: 'Translation of an organisation. Texts that are absent do not change; null clears a text.',
})
class SetOrganisationTranslationInput extends TranslationInput {
  @Field(() => String, {
    nullable: true,
    description: 'Full name of the organisation, 1 to 200 characters. Required in a new translation. Must not be null.',
  })
  name?: string | null;
}

const item = { type: organisations, noun: 'organisation', field: 'organisation', byId: organisationById };

export const OrganisationTranslationsResolver = translationsField(item, Role.ADMIN);

/** The mutations that set and delete translations of an organisation. */
export const organisationTranslationMutations = translationMutations(item, SetOrganisationTranslationInput, Role.ADMIN);
