import { ArgsType, Field, Int, ObjectType } from 'type-graphql';
import type { RequestContext } from '../../../../core/access/request-context';
import { type Connection, connectionType, edgeType, PagingArgs } from '../../../../core/listing/connection';
import { listAll } from '../../../../core/listing/list';
import type { Listing } from '../../../../core/listing/listing';
import { OrderDirection } from '../../../../core/listing/order';
import { DAY_MS, later } from '../../../../core/time';
import { sql } from '../../../../database/sql/sql';
import { BadUserInputError } from '../../../../errors';
import { isDocumentManageable } from '../../document/restricted-document.policy';
import { DocumentAccessCode } from './document-access-code.entity';
import { selectCodes } from './document-access-code.loaders';
import { isCodeActive } from './document-access-code.policy';

const MAX_DAYS = 366;
const DEFAULT_DAYS = 14;

@ArgsType()
export class ExpiringAccessCodesArgs extends PagingArgs {
  @Field(() => Int, {
    nullable: true,
    description: `Number of days from now within which the codes expire: 1 to ${MAX_DAYS}, by default ${DEFAULT_DAYS}.`,
  })
  withinDays?: number | null;
}

/**
 * Returns the codes that open a document now and expire within the days, the first to expire first, of documents that the
 * viewer may edit.
 *
 * @throws BadUserInputError if an argument is invalid
 */
export function listExpiringCodes(
  context: RequestContext,
  { withinDays, ...args }: ExpiringAccessCodesArgs,
): Connection<DocumentAccessCode> {
  const days = withinDays ?? DEFAULT_DAYS;
  if (days < 1 || days > MAX_DAYS) {
    throw new BadUserInputError(`withinDays must be from 1 to ${MAX_DAYS}`, 'withinDays');
  }
  return listAll(context, expiringBefore(later(context.now, days * DAY_MS), context.now), args);
}

function expiringBefore(end: string, now: string): Listing<DocumentAccessCode, 'EXPIRES_AT', object> {
  return {
    name: 'expiringAccessCodes',
    table: 'document_access_code',
    alias: 'c',
    sorts: {
      EXPIRES_AT: {
        column: 'expires_at',
        kind: 'text',
        nullable: false,
        reads: ['expiresAt'],
        of: ({ expiresAt }) => expiresAt,
      },
    },
    defaultOrder: [{ field: 'EXPIRES_AT', direction: OrderDirection.ASC }],
    filters: {},
    isVisible: (viewer) => sql`c.expires_at > ${now} AND c.expires_at < ${end} AND EXISTS (
      SELECT 1 FROM restricted_document d JOIN activity a ON a.id = d.activity_id
      WHERE d.id = c.document_id AND ${isCodeActive('c', 'a', now)} AND ${isDocumentManageable(viewer, 'd', 'a')})`,
    select: selectCodes,
  };
}

@ObjectType({ simpleResolvers: true, description: 'Access code in a list, with its cursor.' })
class DocumentAccessCodeEdge extends edgeType(DocumentAccessCode, 'access code') {}

@ObjectType({ simpleResolvers: true, description: 'Page of a list of access codes.' })
export class DocumentAccessCodeConnection extends connectionType(
  DocumentAccessCode,
  DocumentAccessCodeEdge,
  'access codes',
) {}
