import { Field, Int, ObjectType } from 'type-graphql';
import { Cached } from '../../../core/types/cached';
import { DateScalar, UrlScalar } from '../../../core/types/scalars';
import type { Codelist, CodelistName } from './codelist';

/** A codelist without its codes: what it is, and where it is from. */
@Cached('revision')
@ObjectType('Codelist', {
  simpleResolvers: true,
  description: 'Codelist of the IATI standard that the server uses, without its codes: `codelist` returns these.',
})
export class CodelistType {
  @Field({ description: 'Name of the list, as `codelist` takes it.' })
  readonly name: string;

  @Field({ description: 'Source that the list was taken from, with the version of the list there if it is known.' })
  readonly source: string;

  @Field({ description: 'Author and licence of the list, to be named where its codes are published.' })
  readonly attribution: string;

  @Field(() => DateScalar, {
    nullable: true,
    description:
      'Day of this version of the list, or day of the update if the operator has updated the list. Null if unknown.',
  })
  readonly date: string | null;

  @Field(() => UrlScalar, {
    nullable: true,
    description: 'Address of the body that defines the codes. Null if the standard names none.',
  })
  readonly url: string | null;

  @Field(() => Int, { description: 'Number of codes, withdrawn ones included.' })
  readonly codeCount: number;

  @Field(() => Int, { description: 'Number of withdrawn codes, see `CodedValue.isWithdrawn`.' })
  readonly withdrawnCount: number;

  constructor(name: CodelistName, { source, attribution, date, url, codes, withdrawn }: Codelist) {
    this.name = name;
    this.source = source;
    this.attribution = attribution;
    this.date = date;
    this.url = url;
    this.codeCount = Object.keys(codes).length;
    this.withdrawnCount = withdrawn.length;
  }
}
