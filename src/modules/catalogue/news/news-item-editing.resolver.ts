import { Arg, Ctx, Field, Mutation, ObjectType, Resolver } from 'type-graphql';
import { Auth } from '../../../core/access/auth';
import type { RequestContext } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import { getChanged } from '../../../core/mutations/changed';
import { historyOf } from '../../publishing/history.resolvers';
import { moveMutations } from '../../publishing/transition.resolvers';
import { previewsOf } from '../../publishing/preview.resolvers';
import { authoredNewsItem } from './news-item.authored';
import { CreateNewsItemInput, UpdateNewsItemInput } from './news-item-editing.input';
import type { NewsItemEditing } from './news-item-editing.service';
import { NewsItem } from './news-item.entity';
import { newsItemById } from './news-item.loaders';

@ObjectType({ simpleResolvers: true, description: 'The piece of news that was made.' })
export class CreateNewsItemPayload {
  @Field(() => NewsItem, { description: 'The piece of news.' })
  newsItem!: NewsItem;
}

@ObjectType({ simpleResolvers: true, description: 'The piece of news that was changed.' })
export class UpdateNewsItemPayload {
  @Field(() => NewsItem, { description: 'The piece of news as it is now.' })
  newsItem!: NewsItem;
}

@Resolver()
export class NewsItemEditingResolver {
  constructor(private readonly editing: NewsItemEditing) {}

  @Auth(Role.EDITOR)
  @Mutation(() => CreateNewsItemPayload, { description: 'Makes a piece of news, as a draft.' })
  async createNewsItem(
    @Arg('input', () => CreateNewsItemInput, { description: 'What is known of it.' }) input: CreateNewsItemInput,
    @Ctx() context: RequestContext,
  ): Promise<CreateNewsItemPayload> {
    const id = await this.editing.create(context, input);
    return { newsItem: await getChanged(context.loaders, newsItemById, id) };
  }

  @Auth(Role.EDITOR)
  @Mutation(() => UpdateNewsItemPayload, { description: 'Changes a piece of news.' })
  async updateNewsItem(
    @Arg('input', () => UpdateNewsItemInput, { description: 'What is to change.' }) input: UpdateNewsItemInput,
    @Ctx() context: RequestContext,
  ): Promise<UpdateNewsItemPayload> {
    const id = await this.editing.update(context, input);
    return { newsItem: await getChanged(context.loaders, newsItemById, id) };
  }
}

const newsItems = {
  type: authoredNewsItem,
  field: 'newsItem',
  noun: 'the piece of news',
  byId: newsItemById,
};

/** Publishing news and what else becomes of it, its history, and links to drafts of it. */
export const newsItemMoves = [...moveMutations(newsItems), ...historyOf(newsItems), ...previewsOf(newsItems)];
