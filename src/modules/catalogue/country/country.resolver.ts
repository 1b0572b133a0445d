import { Arg, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { CountryCodeScalar } from '../../../core/types/country-code';
import { Country, countryName } from './country';

@Resolver(() => Country)
export class CountryResolver {
  @Query(() => Country, {
    nullable: true,
    description:
      'The country with this code; every country of ISO 3166-1, whether or not the programme touches it; null: never, as a code that is none of these is refused.',
  })
  country(
    @Arg('code', () => CountryCodeScalar, { description: 'Its ISO 3166-1 alpha-2 code.' }) code: string,
  ): Country {
    return new Country(code);
  }

  @FieldResolver(() => String, { description: 'Its short name, in English where the language asked for has none.' })
  name(
    @Root() country: Country,
    @Arg('locale', () => String, {
      nullable: true,
      description: 'The language as a BCP 47 tag, such as ru or fr-CH, of at most 35 characters; English when absent.',
    })
    locale: string | null,
  ): string {
    return countryName(country.code, locale);
  }
}
