import { ObjectType } from 'type-graphql';
import type { Viewer } from '../../../core/access/viewer';
import { conditionCostsOf } from '../../../core/cost/condition-cost';
import { connectionType, edgeType } from '../../../core/listing/connection';
import type { Listing } from '../../../core/listing/listing';
import { OrderDirection } from '../../../core/listing/order';
import { translatedTextField } from '../../../core/listing/translated-text-filter';
import { type Sql, sql } from '../../../database/sql/sql';
import { RestrictedDocument } from './restricted-document.entity';
import { RestrictedDocumentFilter } from './restricted-document.input';
import { selectDocuments } from './restricted-document.loaders';
import { isDocumentManageable } from './restricted-document.policy';

const newestFirst = {
  sorts: { ID: { column: 'id', kind: 'integer', nullable: false, reads: [], of: ({ id }: RestrictedDocument) => id } },
  defaultOrder: [{ field: 'ID', direction: OrderDirection.DESC }],
} as const;

/** An editor sees the stored position. */
const select: Listing<RestrictedDocument, 'ID', object>['select'] = (context) =>
  selectDocuments(context, sql`d.position`);

function isManageable(viewer: Viewer): Sql {
  return sql`EXISTS (SELECT 1 FROM activity a WHERE a.id = d.activity_id AND ${isDocumentManageable(viewer, 'd', 'a')})`;
}

/** The documents that the viewer may edit, newest first. There are no other orders. */
export const restrictedDocumentListing: Listing<RestrictedDocument, 'ID', RestrictedDocumentFilter> = {
  name: 'restrictedDocuments',
  table: 'restricted_document',
  alias: 'd',
  entity: RestrictedDocument,
  ...newestFirst,
  conditionCosts: conditionCostsOf(RestrictedDocumentFilter),
  filters: {
    title: translatedTextField({
      entity: RestrictedDocument,
      table: 'restricted_document',
      alias: 'd',
      column: 'title_folded',
      isEditable: isManageable,
    }),
  },
  isVisible: isManageable,
  select,
};

/** Documents that wait for their file, newest first, of those that the viewer may edit. */
export const documentsWithoutFile: Listing<RestrictedDocument, 'ID', object> = {
  name: 'documentsWithoutFile',
  table: 'restricted_document',
  alias: 'd',
  ...newestFirst,
  filters: {},
  // The same condition as that of the partial index.
  isVisible: (viewer) => sql`d.content_version IS NULL AND ${isManageable(viewer)}`,
  select,
};

@ObjectType({ simpleResolvers: true, description: 'Restricted document in a list, with its cursor.' })
class RestrictedDocumentEdge extends edgeType(RestrictedDocument, 'restricted document') {}

@ObjectType({ simpleResolvers: true, description: 'Page of a list of restricted documents.' })
export class RestrictedDocumentConnection extends connectionType(
  RestrictedDocument,
  RestrictedDocumentEdge,
  'restricted documents',
) {}
