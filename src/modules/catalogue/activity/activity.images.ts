import { Ctx, Extensions, FieldResolver, Resolver, Root } from 'type-graphql';
import { LoadedById } from '../../../core/access/loader';
import type { RequestContext } from '../../../core/access/request-context';
import { Cost, listOfParent } from '../../../core/cost/field-cost';
import { MAX_ENTRIES } from '../../../core/fields/list-kinds';
import { Cached } from '../../../core/types/cached';
import { Image } from '../../media/image/image.entity';
import { galleryByItemId, imageByItemId } from '../../media/image/image.loaders';
import { Link } from '../../media/link/link';
import { linksOf } from '../../media/link/link-field';
import { markdownHtmlOf } from '../../media/markdown-html.resolver';
import { Activity } from './activity.entity';

const images = { item: Activity, links: 'activity_image', owner: 'activity_id' };
const coverByActivityId = imageByItemId(images);
const galleryByActivityId = galleryByItemId(images);

export const ActivityDescriptionResolver = markdownHtmlOf(Activity, 'description', images);

@Resolver(() => Activity)
export class ActivityImagesResolver {
  @LoadedById(coverByActivityId)
  @Cached('revision')
  @FieldResolver(() => Image, {
    nullable: true,
    description: 'Image that stands for the activity in lists and on top of its page. Null if it has none.',
  })
  cover(@Root() { id }: Activity, @Ctx() { loaders }: RequestContext): Promise<Image | null> {
    return loaders.load(coverByActivityId, id);
  }

  @LoadedById(galleryByActivityId)
  @Cached('revision')
  @Cost({ size: listOfParent(MAX_ENTRIES, { table: 'activity_image', parent: 'activity_id' }) })
  @FieldResolver(() => [Image], {
    description: 'Further images of the activity, in the order in which they are shown.',
  })
  gallery(@Root() { id }: Activity, @Ctx() { loaders }: RequestContext): Promise<Image[]> {
    return loaders.load(galleryByActivityId, id);
  }

  @Extensions({ reads: ['links'] })
  @Cached('revision')
  @Cost({ statements: 0, size: { assumed: 100 } })
  @FieldResolver(() => [Link], { description: 'Links of the activity to pages elsewhere, in their order.' })
  links(@Root() item: Activity): Link[] {
    return linksOf(item);
  }
}
