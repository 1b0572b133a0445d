import { ObjectType } from 'type-graphql';
import { conditionCostsOf } from '../../../core/cost/condition-cost';
import { connectionType, edgeType } from '../../../core/listing/connection';
import { textField } from '../../../core/listing/filter';
import type { Listing } from '../../../core/listing/listing';
import { OrderDirection } from '../../../core/listing/order';
import { selectRows } from '../../../core/listing/select-rows';
import { sql } from '../../../database/sql/sql';
import { isMediaEditable } from '../media.policy';
import { Attachment } from './attachment.entity';
import { AttachmentFilter } from './attachment.input';

/** The attachments that the viewer may use and edit, newest first. There are no other orders. */
export const attachmentListing: Listing<Attachment, 'ID', AttachmentFilter> = {
  name: 'attachments',
  table: 'attachment',
  alias: 'f',
  sorts: { ID: { column: 'id', kind: 'integer', nullable: false, reads: [], of: ({ id }) => id } },
  defaultOrder: [{ field: 'ID', direction: OrderDirection.DESC }],
  conditionCosts: conditionCostsOf(AttachmentFilter),
  filters: { title: textField('f.title_folded') },
  // An attachment without a file cannot be used, nor offered.
  isVisible: (viewer) => sql`(f.content_hash IS NOT NULL AND ${isMediaEditable(viewer, 'f')})`,
  select: selectRows(Attachment, 'f'),
};

@ObjectType({ simpleResolvers: true, description: 'Attachment in a list, with its cursor.' })
class AttachmentEdge extends edgeType(Attachment, 'attachment') {}

@ObjectType({ simpleResolvers: true, description: 'Page of a list of attachments.' })
export class AttachmentConnection extends connectionType(Attachment, AttachmentEdge, 'attachments') {}
