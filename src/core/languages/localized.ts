import { Field, InterfaceType } from 'type-graphql';
import { Cached } from '../types/cached';
import { LocaleScalar } from '../types/locale';

/** The part that all types share whose texts exist in several languages. Their entities implement LocalizedItem. */
@InterfaceType({
  description:
    'Content whose texts are available in several languages. All texts of one item come in one language: the first of the ' +
    'wanted ones in which a published translation exists, or else the original one.',
  resolveType: (value: object) => value.constructor.name,
})
export abstract class Localized {
  @Cached('revision')
  @Field(() => LocaleScalar, { description: 'Language of the texts of the `{type}` in this response.' })
  locale!: string;

  @Cached('revision')
  @Field(() => LocaleScalar, { description: 'Language in which the `{type}` was written.' })
  originalLocale!: string;
}
