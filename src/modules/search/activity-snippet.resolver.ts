import { Arg, Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from 'type-graphql';
import type { LoaderDefinition, RequestContext } from '../../core/access/request-context';
import { Cost } from '../../core/cost/field-cost';
import { Cached } from '../../core/types/cached';
import { LocaleScalar } from '../../core/types/locale';
import { parseSearchText } from '../../database/text/search-text';
import { Activity } from '../catalogue/activity/activity.entity';
import { ACTIVITY_TRANSLATIONS, comparisonCost, snippetCost } from './search.connection';
import { type SnippetCutter, snippetCutter } from './search.snippet';
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

const TRANSLATIONS = [ACTIVITY_TRANSLATIONS];

/** A text is parsed once in an operation, not for each of its activities. Null for a text without words. */
const snippetCutterByText: LoaderDefinition<string, SnippetCutter | null> = {
  batch: (texts, { languages }) =>
    Promise.resolve(
      texts.map((text) => {
        const query = parseSearchText(text, languages.locales);
        return query && snippetCutter(query);
      }),
    ),
};

@Resolver(() => Activity)
export class ActivitySnippetResolver {
  @Cached('revision')
  @Cost({
    ...snippetCost,
    statements: 1,
    scannedLists: TRANSLATIONS,
    scans: ({ args, sizes }) => comparisonCost(args['text'], sizes, TRANSLATIONS),
  })
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
    const cutSnippet = await context.loaders.load(snippetCutterByText, text);
    return cutSnippet === null ? null : cutSnippet(await loadTexts(context, { type: 'activity', id }));
  }
}
