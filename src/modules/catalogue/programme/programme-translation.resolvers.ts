import { Field, InputType } from 'type-graphql';
import { Role } from '../../../core/access/role';
import { TranslationInput } from '../../localization/translation.input';
import { translationMutations, translationsField } from '../../localization/translation.resolvers';
import { programmes } from './programme.fields';
import { programmeById } from './programme.loaders';

@InputType({
  description: 'Translation of a programme. Texts that are absent do not change; null clears a text.',
})
class SetProgrammeTranslationInput extends TranslationInput {
  @Field(() => String, {
    nullable: true,
    description: 'Full name of the programme, 1 to 200 characters. Required in a new translation. Must not be null.',
  })
  name?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Purpose of the programme, as Markdown, at most 60,000 characters.',
  })
  description?: string | null;
}

const item = { type: programmes, noun: 'programme', field: 'programme', byId: programmeById };

export const ProgrammeTranslationsResolver = translationsField(item, Role.ADMIN);

/** The mutations that set and delete translations of a programme. */
export const programmeTranslationMutations = translationMutations(item, SetProgrammeTranslationInput, Role.ADMIN);
