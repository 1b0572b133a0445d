import { Args, Ctx, Extensions, FieldResolver, Resolver, Root } from 'type-graphql';
import { Auth } from '../../../core/access/auth';
import type { RequestContext } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import { Cost, rowsOfParent } from '../../../core/cost/field-cost';
import { type Connection, ForwardArgs } from '../../../core/listing/connection';
import { RestrictedDocument } from '../document/restricted-document.entity';
import { restrictedDocumentById } from '../document/restricted-document.loaders';
import { assertEditable } from '../document/restricted-document.policy';
import { accessLogByDocumentId, DocumentAccessEventConnection, eventsOfDocument } from './access-log.listing';
import { DocumentAccessActor, parseActorName } from './document-access-actor';
import { DocumentAccessEvent } from './document-access-event.entity';

@Resolver(() => RestrictedDocument)
export class DocumentAccessLogResolver {
  @Auth(Role.EDITOR)
  @Cost({
    lists: rowsOfParent('document_access_event', eventsOfDocument),
  })
  @FieldResolver(() => DocumentAccessEventConnection, {
    nullable: true,
    description:
      'The access log of the document, newest entry first: who unlocked the document, tried to, or downloaded its file. ' +
      'Requires the permission to edit the document.',
  })
  accessLog(
    @Root() document: RestrictedDocument,
    @Args(() => ForwardArgs) args: ForwardArgs,
    @Ctx() context: RequestContext,
  ): Connection<DocumentAccessEvent> {
    assertEditable(document);
    return accessLogByDocumentId(context, document.id, args);
  }
}

@Resolver(() => DocumentAccessEvent)
export class DocumentAccessEventResolver {
  @Cost({ statements: 0 })
  @Extensions({ reads: ['by'] })
  @FieldResolver(() => DocumentAccessActor, {
    nullable: true,
    description: 'The actor that `by` names, in parts. Null if `by` is not a name that the server writes.',
  })
  actor(@Root() { by }: DocumentAccessEvent): DocumentAccessActor | null {
    return parseActorName(by);
  }

  @FieldResolver(() => RestrictedDocument, { description: 'The document that was unlocked or downloaded.' })
  document(
    @Root() { documentId }: DocumentAccessEvent,
    @Ctx() { loaders }: RequestContext,
  ): Promise<RestrictedDocument | null> {
    return loaders.load(restrictedDocumentById, documentId!);
  }
}
