import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { LoadedById } from '../../../core/access/loader';
import type { RequestContext } from '../../../core/access/request-context';
import { Cost, listOfParent } from '../../../core/cost/field-cost';
import { MAX_ENTRIES } from '../../../core/fields/list-kinds';
import { Cached } from '../../../core/types/cached';
import { Attachment } from '../../media/attachment/attachment.entity';
import { attachmentsByOwnerId } from '../../media/attachment/attachment.loaders';
import { Activity } from './activity.entity';

const attachmentsByActivityId = attachmentsByOwnerId('activity_attachment', 'activity_id');

@Resolver(() => Activity)
export class ActivityAttachmentsResolver {
  @LoadedById(attachmentsByActivityId)
  @Cached('revision')
  @Cost({ size: listOfParent(MAX_ENTRIES, { table: 'activity_attachment', parent: 'activity_id' }) })
  @FieldResolver(() => [Attachment], {
    description: 'Files of the activity for everyone who sees it, such as reports and agendas, in their order.',
  })
  attachments(@Root() { id }: Activity, @Ctx() { loaders }: RequestContext): Promise<Attachment[]> {
    return loaders.load(attachmentsByActivityId, id);
  }
}
