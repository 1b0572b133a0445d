import { ObjectType } from 'type-graphql';
import { connectionType, edgeType } from '../../../core/listing/connection';
import { NewsItem } from './news-item.entity';

@ObjectType({ simpleResolvers: true, description: 'A piece of news in a list.' })
class NewsItemEdge extends edgeType(NewsItem) {}

@ObjectType({ simpleResolvers: true, description: 'A page of a list of news.' })
export class NewsItemConnection extends connectionType(NewsItem, NewsItemEdge) {}
