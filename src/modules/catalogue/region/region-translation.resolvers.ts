import { Field, InputType } from 'type-graphql';
import { Role } from '../../../core/access/role';
import { TranslationInput } from '../../localization/translation.input';
import { translationMutations, translationsField } from '../../localization/translation.resolvers';
import { regions } from './region.fields';
import { regionById } from './region.loaders';

@InputType({
  description: 'Translation of a region. Texts that are absent do not change; null clears a text.',
})
class SetRegionTranslationInput extends TranslationInput {
  @Field(() => String, {
    nullable: true,
    description: 'Name of the region, 1 to 200 characters. Required in a new translation. Must not be null.',
  })
  name?: string | null;
}

const item = { type: regions, noun: 'region', field: 'region', byId: regionById };

export const RegionTranslationsResolver = translationsField(item, Role.ADMIN);

/** The mutations that set and delete translations of a region. */
export const regionTranslationMutations = translationMutations(item, SetRegionTranslationInput, Role.ADMIN);
