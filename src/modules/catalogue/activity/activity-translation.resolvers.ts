import { Field, InputType } from 'type-graphql';
import { Role } from '../../../core/access/role';
import { TranslatedTextInput } from '../../../core/languages/translated-text';
import { TranslationInput } from '../../localization/translation.input';
import { translationMutations, translationsField } from '../../localization/translation.resolvers';
import { publishableActivity } from './activity.fields';
import { activityById } from './activity.loaders';

@InputType({
  description: 'Translation of an activity. Texts that are absent do not change; null clears a text.',
})
class SetActivityTranslationInput extends TranslationInput {
  @Field(() => String, {
    nullable: true,
    description: 'Title of the activity, 1 to 300 characters. Required in a new translation. Must not be null.',
  })
  title?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Summary of the activity in plain text, 1 to 2,000 characters. Required in a new translation. Must not be null.',
  })
  summary?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Full description of the activity, as Markdown, at most 60,000 characters.',
  })
  description?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Town or site at which the activity is held, at most 100 characters.',
  })
  place?: string | null;

  @Field(() => [String], {
    nullable: true,
    description:
      'Objectives of the activity, in the order of the originals, at most 100. Texts beyond the last original are not shown.',
  })
  objectives?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description:
      'Topics of the activity, in the order of the originals, at most 100. Texts beyond the last original are not shown.',
  })
  topics?: string[] | null;

  @Field(() => [TranslatedTextInput], {
    nullable: true,
    description: 'Names of the locations of the activity, each once, at most 100.',
  })
  locations?: TranslatedTextInput[] | null;

  @Field(() => [TranslatedTextInput], {
    nullable: true,
    description:
      'Titles, descriptions, comments, dimensions and qualitative values within the results of the activity, each once, at ' +
      'most 2,000.',
  })
  results?: TranslatedTextInput[] | null;
}

const item = { type: publishableActivity, noun: 'activity', field: 'activity', byId: activityById };

export const ActivityTranslationsResolver = translationsField(item, Role.EDITOR);

/** The mutations that set and delete translations of an activity. */
export const activityTranslationMutations = translationMutations(item, SetActivityTranslationInput, Role.EDITOR);
