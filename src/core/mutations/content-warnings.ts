import { Field, InterfaceType, ObjectType, registerEnumType } from 'type-graphql';
import { LocaleScalar } from '../types/locale';

export enum ContentWarningCode {
  FOREIGN_IMAGE = 'FOREIGN_IMAGE',
  UNKNOWN_IMAGE = 'UNKNOWN_IMAGE',
}

registerEnumType(ContentWarningCode, {
  name: 'ContentWarningCode',
  description: 'Kind of warning about content that was saved.',
  valuesConfig: {
    FOREIGN_IMAGE: {
      description: 'A text names an image by an address. Only the alternative text is shown.',
    },
    UNKNOWN_IMAGE: {
      description: 'A text refers to an image that the item does not have. Only the alternative text is shown.',
    },
  },
});

@ObjectType({
  simpleResolvers: true,
  description: 'Warning about content that was saved: readers see a text differently from how it was written.',
})
export class ContentWarning {
  @Field(() => ContentWarningCode, { description: 'Kind of warning.' })
  code!: ContentWarningCode;

  @Field({ description: 'Name of the field of the item with the text, for example `description`.' })
  field!: string;

  @Field(() => LocaleScalar, {
    description: 'Language of the text: the original one of the item, or of a translation.',
  })
  locale!: string;

  @Field({ description: 'Explanation for people, with what to do.' })
  message!: string;
}

/** The payload of a mutation that saves content with Markdown. Its only property is the item. */
@InterfaceType({
  description: 'Result of a mutation that saves content with Markdown.',
  resolveType: () => undefined,
})
export abstract class ContentPayload {}
