import { ObjectType } from 'type-graphql';
import { connectionType, edgeType } from '../../../core/listing/connection';
import type { Listing } from '../../../core/listing/listing';
import { OrderDirection } from '../../../core/listing/order';
import { sql } from '../../../database/sql/sql';
import { RestrictedDocument } from './restricted-document.entity';
import { selectDocuments } from './restricted-document.loaders';
import { isDocumentManageable } from './restricted-document.policy';

/** Documents that wait for their file, newest first, of those that the viewer may edit. */
export const documentsWithoutFile: Listing<RestrictedDocument, 'ID', object> = {
  name: 'documentsWithoutFile',
  table: 'restricted_document',
  alias: 'd',
  sorts: { ID: { column: 'id', kind: 'integer', nullable: false, reads: [], of: ({ id }) => id } },
  defaultOrder: [{ field: 'ID', direction: OrderDirection.DESC }],
  filters: {},
  // The same condition as that of the partial index.
  isVisible: (viewer) => sql`d.content_version IS NULL AND EXISTS (
    SELECT 1 FROM activity a WHERE a.id = d.activity_id AND ${isDocumentManageable(viewer, 'd', 'a')})`,
  // An editor sees the stored position.
  select: (context) => selectDocuments(context, sql`d.position`),
};

@ObjectType({ simpleResolvers: true, description: 'Restricted document in a list, with its cursor.' })
class RestrictedDocumentEdge extends edgeType(RestrictedDocument, 'restricted document') {}

@ObjectType({ simpleResolvers: true, description: 'Page of a list of restricted documents.' })
export class RestrictedDocumentConnection extends connectionType(
  RestrictedDocument,
  RestrictedDocumentEdge,
  'restricted documents',
) {}
