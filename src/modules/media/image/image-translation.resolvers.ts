import { Field, InputType } from 'type-graphql';
import { Role } from '../../../core/access/role';
import { TranslationInput } from '../../localization/translation.input';
import { translationMutations, translationsField } from '../../localization/translation.resolvers';
import { editableImageById } from './image.loaders';
import { imageType } from './image.type';

@InputType({ description: 'Translation of an image. Texts that are absent do not change; null clears a text.' })
class SetImageTranslationInput extends TranslationInput {
  @Field(() => String, {
    nullable: true,
    description: 'Alternative text, at most 500 characters. Required in a published translation.',
  })
  alt?: string | null;

  @Field(() => String, { nullable: true, description: 'Caption as plain text, at most 1,000 characters.' })
  caption?: string | null;
}

const item = { type: imageType, noun: 'image', field: 'image', byId: editableImageById };

export const ImageTranslationsResolver = translationsField(item, Role.EDITOR);

/** The mutations that set and delete translations of an image. */
export const imageTranslationMutations = translationMutations(item, SetImageTranslationInput, Role.EDITOR);
