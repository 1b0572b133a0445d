import { Field, Float, InputType, ObjectType } from 'type-graphql';
import { Cached } from '../../../core/types/cached';
import { CountryCodeScalar } from '../../../core/types/country-code';
import { DecimalScalar } from '../../../core/types/decimal';
import { Country } from '../../catalogue/country/country';
import { CodedValue } from '../codelists/coded-value';

const SHARE = 'Null if no percentages are given: then all entries of the list have null.';

@Cached('revision')
@ObjectType({
  simpleResolvers: true,
  description: 'Country or region that benefits from an activity. Either `country` or `region` is null.',
})
export class Recipient {
  @Field(() => Country, { nullable: true, description: 'Country that benefits. Null if it is a region.' })
  country!: Country | null;

  @Field(() => CodedValue, {
    nullable: true,
    description: 'Region of the codelist Region that benefits. Null if it is a country.',
  })
  region!: CodedValue | null;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: `Share of the activity in percent; the shares of all recipients add up to 100. ${SHARE}`,
  })
  percentage!: string | null;
}

@Cached('revision')
@ObjectType({ simpleResolvers: true, description: 'Sector that an activity serves, with its share.' })
export class SectorShare {
  @Field(() => CodedValue, { description: 'Purpose code of five digits, from the codelist Sector.' })
  sector!: CodedValue;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: `Share of the activity in percent; the shares of all sectors add up to 100. ${SHARE}`,
  })
  percentage!: string | null;
}

@Cached('revision')
@ObjectType({ simpleResolvers: true, description: 'Point on the Earth in WGS 84.' })
export class GeoPoint {
  @Field(() => Float, { description: 'Latitude in degrees, from -90 to 90.' })
  latitude!: number;

  @Field(() => Float, { description: 'Longitude in degrees, from -180 to 180.' })
  longitude!: number;
}

@Cached('revision')
@ObjectType({ simpleResolvers: true, description: 'Place at which an activity is held or has effects.' })
export class Location {
  @Field({ description: 'Name of the place.' })
  name!: string;

  @Field(() => GeoPoint, { nullable: true, description: 'Coordinates of the place. Null if unknown.' })
  point!: GeoPoint | null;

  @Field(() => CodedValue, {
    nullable: true,
    description: 'Exactness of the point, from the codelist GeographicExactness. Null if unknown.',
  })
  exactness!: CodedValue | null;
}

@InputType({ description: 'Country or region that benefits from an activity: exactly one of the two.' })
export class RecipientInput {
  @Field(() => CountryCodeScalar, { nullable: true, description: 'ISO 3166-1 alpha-2 code of the country.' })
  country?: string | null;

  @Field(() => String, { nullable: true, description: 'Code of the region in the codelist Region.' })
  region?: string | null;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: 'Share in percent, above 0. Given for all recipients or for none; all of them add up to 100.',
  })
  percentage?: string | null;
}

@InputType({ description: 'Sector that an activity serves.' })
export class SectorInput {
  @Field({ description: 'Purpose code of five digits in the codelist Sector.' })
  code!: string;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: 'Share in percent, above 0. Given for all sectors or for none; all of them add up to 100.',
  })
  percentage?: string | null;
}

@InputType({ description: 'Point on the Earth in WGS 84.' })
export class GeoPointInput {
  @Field(() => Float, { description: 'Latitude in degrees, from -90 to 90.' })
  latitude!: number;

  @Field(() => Float, { description: 'Longitude in degrees, from -180 to 180.' })
  longitude!: number;
}

@InputType({ description: 'Place at which an activity is held or has effects.' })
export class LocationInput {
  @Field({ description: 'Name of the place, 1 to 200 characters.' })
  name!: string;

  @Field(() => GeoPointInput, { nullable: true, description: 'Coordinates of the place.' })
  point?: GeoPointInput | null;

  @Field(() => String, {
    nullable: true,
    description: 'Code of the exactness of the point in the codelist GeographicExactness. Only with a point.',
  })
  exactness?: string | null;
}
