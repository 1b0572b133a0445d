import { Role } from '../../../core/access/role';
import { translationMutations, translationsField } from '../../localization/translation.resolvers';
import { publishableNewsItem } from './news-item.fields';
import { newsItemById } from './news-item.loaders';

const item = { type: publishableNewsItem, noun: 'news item', field: 'newsItem', byId: newsItemById };

export const NewsItemTranslationsResolver = translationsField(item, Role.EDITOR);

/** The mutations that set and delete translations of a news item. */
export const newsItemTranslationMutations = translationMutations(item, Role.EDITOR);
