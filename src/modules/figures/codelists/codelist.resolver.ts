import { Arg, Ctx, Extensions, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../../core/access/request-context';
import { Cost } from '../../../core/cost/field-cost';
import { Cached } from '../../../core/types/cached';
import { LongText } from '../../../core/types/text';
import { BadUserInputError } from '../../../errors';
import { CodedValue } from './coded-value';
import { codelist, codelistNames, isCodelistName, MAX_CODES, nameOfCode } from './codelist';
import { CodelistType } from './codelist.type';

@Resolver(() => CodedValue)
export class CodelistResolver {
  @Cached('revision')
  @Cost({
    statements: 0,
    size: {
      assumed: MAX_CODES,
      now: ({ args: { name } }) =>
        typeof name === 'string' && isCodelistName(name) ? Object.keys(codelist(name).codes).length : 0,
    },
  })
  @Query(() => [CodedValue], {
    description:
      'Codes of a codelist of the IATI standard, withdrawn ones included. Codes that are integers come first, in ascending ' +
      'order; others follow in the order of the list.',
  })
  codelist(
    @Arg('name', () => String, { description: `Name of the list: ${codelistNames.join(', ')}.` }) name: string,
  ): CodedValue[] {
    if (!isCodelistName(name)) {
      throw new BadUserInputError(`name must be one of ${codelistNames.join(', ')}`, 'name');
    }
    return Object.keys(codelist(name).codes).map((code) => new CodedValue(name, code));
  }

  @Cached('revision')
  @Cost({ statements: 0, size: { assumed: codelistNames.length } })
  @Query(() => [CodelistType], { description: 'Codelists of the IATI standard that the server uses, by name.' })
  codelists(): CodelistType[] {
    return codelistNames.map((name) => new CodelistType(name, codelist(name)));
  }

  @LongText()
  @Extensions({ reads: ['list', 'code'] })
  @Cached('revision')
  @Cost({ statements: 0 })
  @FieldResolver(() => String, {
    nullable: true,
    description:
      'Name of the code in the language that the operation prefers, or else in English. Null if the list does not have the ' +
      'code.',
  })
  name(@Root() { list, code }: CodedValue, @Ctx() context: RequestContext): string | null {
    return nameOfCode(context, list, code);
  }
}
