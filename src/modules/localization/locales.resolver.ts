import { Ctx, Field, ObjectType, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../core/access/request-context';
import { Cost } from '../../core/cost/field-cost';
import { languageName } from '../../core/languages/language-name';
import { directionOf, TextDirection } from '../../core/languages/text-direction';
import { Cached } from '../../core/types/cached';
import { LocaleScalar } from '../../core/types/locale';

@Cached('revision')
@ObjectType({ simpleResolvers: true, description: 'Language that the programme uses.' })
export class LocaleInfo {
  @Field(() => LocaleScalar, { description: 'Language as a BCP 47 tag.' })
  locale!: string;

  @Field({ description: 'Name of the language in that language, for example русский.' })
  name!: string;

  @Field(() => TextDirection, { description: 'Direction in which texts of the language are written.' })
  direction!: TextDirection;

  @Field({ description: 'True for the default language: that of readers who request none, and of new content.' })
  isDefault!: boolean;
}

@Resolver()
export class LocalesResolver {
  @Cached('revision')
  @Cost({ statements: 0, size: { assumed: 40 } })
  @Query(() => [LocaleInfo], { description: 'Languages in which the programme offers texts, in the order of LOCALES.' })
  locales(@Ctx() { languages }: RequestContext): LocaleInfo[] {
    return languages.locales.map((locale) => ({
      locale,
      name: languageName(locale, locale),
      direction: directionOf(locale),
      isDefault: locale === languages.defaultLocale,
    }));
  }
}
