import { Field, ObjectType } from 'type-graphql';
import { Cached } from '../../../core/types/cached';
import { UrlScalar } from '../../../core/types/scalars';
import { codelist, type CodelistName, isListed, vocabularyOf } from './codelist';

/** A code of a codelist. It is shown even if the list does not have it any more. */
@Cached('revision')
@ObjectType({ simpleResolvers: true, description: 'Code of a codelist of the IATI standard.' })
export class CodedValue {
  @Field(() => String, { description: 'Name of the codelist, for example Sector.' })
  readonly list: CodelistName;

  @Field({ description: 'Code in the list.' })
  readonly code: string;

  @Field({ description: 'True if the list has the code, withdrawn or not.' })
  readonly isListed: boolean;

  @Field({
    description: 'True if the standard has withdrawn the code: new activities should not have it. Inputs accept it.',
  })
  readonly isWithdrawn: boolean;

  @Field(() => String, {
    nullable: true,
    description:
      'Vocabulary that the list belongs to, for the attribute `vocabulary` of the IATI standard. Null if the list has none.',
  })
  readonly vocabulary: string | null;

  @Field(() => UrlScalar, {
    nullable: true,
    description: 'Address at which the codes of the list are defined. Null if the standard names none.',
  })
  readonly vocabularyUri: string | null;

  constructor(list: CodelistName, code: string) {
    const { url, withdrawn } = codelist(list);
    this.list = list;
    this.code = code;
    this.isListed = isListed(list, code);
    this.isWithdrawn = withdrawn.includes(code);
    this.vocabulary = vocabularyOf(list);
    this.vocabularyUri = url;
  }
}
