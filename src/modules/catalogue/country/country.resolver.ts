import { Arg, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { preferredLocale, type RequestContext } from '../../../core/access/request-context';
import { Cost } from '../../../core/cost/field-cost';
import { Cached } from '../../../core/types/cached';
import { CountryCodeScalar } from '../../../core/types/country-code';
import { Country } from './country';

@Resolver(() => Country)
export class CountryResolver {
  @Cached('revision')
  @Cost({ statements: 0 })
  @Query(() => Country, {
    nullable: true,
    description:
      'Country with the given code, including countries without any activity or membership. Never null: a code that does not ' +
      'exist is a validation error (BAD_USER_INPUT in a variable, GRAPHQL_VALIDATION_FAILED in the document).',
  })
  country(
    @Arg('code', () => CountryCodeScalar, { description: 'ISO 3166-1 alpha-2 code of the country to find.' })
    code: string,
  ): Country {
    return new Country(code);
  }

  @Cached('revision')
  @Cost({ statements: 0 })
  @FieldResolver(() => String, {
    description:
      'Short name of the country in the given language: the one that the operator has set, or else that of Unicode CLDR. In ' +
      'English if there is none in that language.',
  })
  name(
    @Root() country: Country,
    @Arg('locale', () => String, {
      nullable: true,
      description:
        'Language as a BCP 47 tag of at most 35 characters, for example `ru` or `fr-CH`. If absent, the language that the ' +
        'operation prefers, see `@inLocales`.',
    })
    locale: string | null,
    @Ctx() context: RequestContext,
  ): string {
    return context.languages.countryName(country.code, locale ?? preferredLocale(context));
  }
}
