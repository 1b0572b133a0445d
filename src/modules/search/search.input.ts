import { ArgsType, Field, Int } from 'type-graphql';

@ArgsType()
export class SearchArgs {
  @Field(() => String, {
    description:
      'Words, all of which must be in the thing; the last one may be the beginning of a word. "Quotes" make a phrase, and a minus before a word excludes it. Without regard to case, accents, soft hyphens and the kind of apostrophe, and ß is ss; the first 20 words count. A text without a word finds nothing.',
  })
  text!: string;

  @Field(() => Int, { nullable: true, description: 'How many: 1 to 100, 20 when absent.' })
  first?: number | null;

  @Field(() => String, { nullable: true, description: 'A cursor of the same search: what comes after it.' })
  after?: string | null;
}
