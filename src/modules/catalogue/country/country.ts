import { Field, ObjectType } from 'type-graphql';
import { Cached } from '../../../core/types/cached';
import { CountryCodeScalar } from '../../../core/types/country-code';

/** Countries are not stored: the package i18n-iso-countries provides the codes of ISO 3166-1, and `Languages` their names. */
@Cached('revision')
@ObjectType({ simpleResolvers: true, description: 'Country of ISO 3166-1.' })
export class Country {
  @Field(() => CountryCodeScalar, { description: 'ISO 3166-1 alpha-2 code of the country.' })
  readonly code: string;

  constructor(code: string) {
    this.code = code;
  }
}
