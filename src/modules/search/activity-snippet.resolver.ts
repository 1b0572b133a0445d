import { Arg, Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../core/access/request-context';
import { Cost } from '../../core/cost/field-cost';
import { Cached } from '../../core/types/cached';
import { LocaleScalar } from '../../core/types/locale';
import { parseSearchText } from '../../database/search-text';
import { Activity } from '../catalogue/activity/activity.entity';
import { snippetCost } from './search.connection';
import { snippetOf } from './search.snippet';
import { loadTexts } from './search.texts';

@Cached('revision')
@ObjectType({ simpleResolvers: true, description: 'Part of the texts of an item that matches a search.' })
export class TextSnippet {
  @Field(() => String, {
    description:
      'HTML with about 30 words around the matches. They are in <mark> elements, and everything else is escaped. An ellipsis ' +
      'shows that the text continues.',
  })
  html!: string;

  @Field(() => LocaleScalar, { description: 'Language of the snippet, which may differ from that of the item.' })
  locale!: string;
}

@Resolver(() => Activity)
export class ActivitySnippetResolver {
  @Cached('revision')
  @Cost({ ...snippetCost, statements: 1 })
  @FieldResolver(() => TextSnippet, {
    nullable: true,
    description:
      'Part of the texts of the activity that matches the words of `ActivityFilter.text`, chosen as that of a search. Without a ' +
      'match, the beginning of the texts. Null for a text without words.',
  })
  async snippet(
    @Root() { id }: Activity,
    @Arg('text', () => String, { description: 'Words to find, with the syntax of `search`.' }) text: string,
    @Ctx() context: RequestContext,
  ): Promise<TextSnippet | null> {
    const query = parseSearchText(text, context.languages.locales);
    return query && snippetOf(await loadTexts(context, { type: 'activity', id }), query);
  }
}
