import { Field, InputType } from 'type-graphql';
import { Role } from '../../../core/access/role';
import { TranslationInput } from '../../localization/translation.input';
import { translationMutations, translationsField } from '../../localization/translation.resolvers';
import { publishableNewsItem } from './news-item.fields';
import { newsItemById } from './news-item.loaders';

@InputType({
  description: 'Translation of a news item. Texts that are absent do not change; null clears a text.',
})
class SetNewsItemTranslationInput extends TranslationInput {
  @Field(() => String, {
    nullable: true,
    description: 'Headline of the news item, 1 to 300 characters. Required in a new translation. Must not be null.',
  })
  title?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Excerpt of the news item in plain text, 1 to 2,000 characters. Required in a new translation. Must not be null.',
  })
  excerpt?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Full text of the news item, as Markdown, at most 60,000 characters.',
  })
  body?: string | null;
}

const item = { type: publishableNewsItem, noun: 'news item', field: 'newsItem', byId: newsItemById };

export const NewsItemTranslationsResolver = translationsField(item, Role.EDITOR);

/** The mutations that set and delete translations of a news item. */
export const newsItemTranslationMutations = translationMutations(item, SetNewsItemTranslationInput, Role.EDITOR);
