import { ObjectType } from 'type-graphql';
import { oneByKey } from '../../../core/access/loader';
import { rowsOf } from '../../../core/access/request-context';
import { connectionType, edgeType } from '../../../core/listing/connection';
import { heldIn } from '../../../core/listing/list';
import type { Listing } from '../../../core/listing/listing';
import { listsByParent } from '../../../core/listing/nested-list';
import { OrderDirection } from '../../../core/listing/order';
import { selectRows } from '../../../core/listing/select-rows';
import type { RowsOfParent } from '../../../database/reading/sizes';
import { sql } from '../../../database/sql/sql';
import { isEventVisible } from '../document/restricted-document.policy';
import { DocumentAccessEvent } from './document-access-event.entity';

const accessLogListing: Listing<DocumentAccessEvent, 'ID', object> = {
  name: 'accessLog',
  table: 'document_access_event',
  alias: 'e',
  // Sort by id, the order of the hash chain: the clocks of several servers may differ.
  sorts: { ID: { column: 'id', kind: 'integer', nullable: false, reads: [], of: ({ id }) => id } },
  defaultOrder: [{ field: 'ID', direction: OrderDirection.DESC }],
  filters: {},
  isVisible: (viewer) => isEventVisible(viewer, 'e'),
  select: selectRows(DocumentAccessEvent, 'e'),
};

export const eventsOfDocument: RowsOfParent = { table: 'document_access_event', parent: 'document_id', item: 'id' };

/** The log of a document, newest entry first. */
export const accessLogByDocumentId = listsByParent(accessLogListing, heldIn('e', eventsOfDocument));

export const documentAccessEventById = oneByKey<number, DocumentAccessEvent>(
  async (ids, context) => {
    const mapper = rowsOf(context, DocumentAccessEvent, 'e');
    const rows = await context.read.query(sql`
      SELECT ${mapper.columns} FROM document_access_event e
      WHERE ${context.read.isIn(sql`e.id`, ids)} AND ${isEventVisible(context.viewer, 'e')}`);
    return rows.map((row) => mapper.get(row));
  },
  ({ id }) => id,
);

@ObjectType({ simpleResolvers: true, description: 'Entry of the access log in a list, with its cursor.' })
class DocumentAccessEventEdge extends edgeType(DocumentAccessEvent, 'log entry') {}

@ObjectType({ simpleResolvers: true, description: 'Page of the access log of a document.' })
export class DocumentAccessEventConnection extends connectionType(
  DocumentAccessEvent,
  DocumentAccessEventEdge,
  'log entries',
) {}
