import { Field, InputType, ObjectType } from 'type-graphql';
import { LongText } from '../types/text';

/** Maximum length of a text and of its translation, in UTF-16 code units. */
export const MAX_TRANSLATED_LENGTH = 2_000;

/** Maximum texts of a translated field. */
export const MAX_TRANSLATED_TEXTS = 2_000;

@ObjectType({
  simpleResolvers: true,
  description: 'Text in the original language of an item, with its translation.',
})
export class TranslatedText {
  @LongText()
  @Field({ description: 'Text in the original language.' })
  original!: string;

  @LongText()
  @Field({ description: 'Text in the language of the translation.' })
  text!: string;
}

@InputType({ description: 'Translation of one text. It applies wherever the original text stands in the field.' })
export class TranslatedTextInput {
  @Field({ description: 'Text in the original language, exactly as it stands in the field at present.' })
  original!: string;

  @Field({
    description: `Text in the language of the translation, 1 to ${MAX_TRANSLATED_LENGTH.toLocaleString('en')} characters.`,
  })
  text!: string;
}
