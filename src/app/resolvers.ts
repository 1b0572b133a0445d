import type { Database } from '../database/database';
import { AccountEditingResolver } from '../modules/identity/account.resolver';
import { AccountEditing } from '../modules/identity/account-editing.service';
import { ApiKeyResolver } from '../modules/identity/api-key.resolver';
import { ApiKeys } from '../modules/identity/api-key.service';
import type { Passwords } from '../modules/identity/passwords';
import { SessionResolver } from '../modules/identity/session.resolver';
import { Sessions } from '../modules/identity/session.service';
import { ActivityEditingResolver, activityMoves } from '../modules/catalogue/activity/activity.resolver';
import { ActivityEditing } from '../modules/catalogue/activity/activity-editing.service';
import type { Publishing } from '../modules/publishing/publishing.service';
import { ReferenceData } from '../modules/reference-data/reference-data.service';
import type { ContentLinks } from '../modules/documents/files/content-link';
import { UnlockedContentResolver } from '../modules/documents/files/document-content.resolver';
import { DocumentUploadResolver } from '../modules/documents/files/document-upload.resolver';
import type { DocumentUploads } from '../modules/documents/files/document-upload.service';
import {
  RestrictedDocumentEditingResolver,
  restrictedDocumentMoves,
} from '../modules/documents/restricted-document.resolver';
import { RestrictedDocumentEditing } from '../modules/documents/restricted-document-editing.service';
import { MemberCountryEditingResolver } from '../modules/catalogue/network/member-country.resolver';
import { MemberCountryEditing } from '../modules/catalogue/network/member-country-editing.service';
import { NetworkEditingResolver, networkMoves } from '../modules/catalogue/network/network.resolver';
import { NetworkEditing } from '../modules/catalogue/network/network-editing.service';
import { NewsItemEditingResolver, newsItemMoves } from '../modules/catalogue/news/news-item.resolver';
import { NewsItemEditing } from '../modules/catalogue/news/news-item-editing.service';
import { ObjectiveEditingResolver } from '../modules/catalogue/objective/objective.resolver';
import { ObjectiveEditing } from '../modules/catalogue/objective/objective-editing.service';
import { OrganisationEditingResolver } from '../modules/catalogue/organisation/organisation.resolver';
import { ComponentEditingResolver } from '../modules/catalogue/programme/component.resolver';
import { ProgrammeEditingResolver } from '../modules/catalogue/programme/programme.resolver';
import { RegionEditingResolver } from '../modules/catalogue/region/region.resolver';
import type { Throttle } from '../modules/identity/throttle';
import { TrashResolver } from '../modules/editorial/trash.resolver';
import type { Trash } from '../modules/editorial/trash.service';
import { ActivityDocumentsPasswordResolver } from '../modules/documents/unlocking/activity-documents-password.resolver';
import { ActivityDocumentsPasswords } from '../modules/documents/unlocking/activity-documents-password.service';
import { ActivityUnlocking } from '../modules/documents/unlocking/activity-unlocking';
import { DocumentAccessCodeResolver } from '../modules/documents/unlocking/document-access-code.resolver';
import { DocumentAccessCodes } from '../modules/documents/unlocking/document-access-code.service';
import { DocumentUnlocking } from '../modules/documents/unlocking/document-unlocking';
import { UnlockResolver } from '../modules/documents/unlocking/unlock.resolver';
import type { Unlocking } from '../modules/documents/unlocking/unlocking';
import { WebhookResolver } from '../modules/events/webhook/webhook.resolver';
import type { Webhooks } from '../modules/events/webhook/webhook.service';

/** What the resolvers stand on. */
interface ResolverParts {
  readonly database: Database;
  readonly authoring: Publishing;
  readonly passwords: Passwords;
  readonly throttle: Throttle;
  readonly unlocking: Unlocking;
  readonly links: ContentLinks;
  readonly uploads: DocumentUploads;
  readonly webhooks: Webhooks;
  readonly trash: Trash;
}

/** The resolvers that need services, by their classes. */
export function createResolvers({
  database,
  authoring,
  passwords,
  throttle,
  unlocking,
  links,
  uploads,
  webhooks,
  trash,
}: ResolverParts): Map<unknown, object> {
  const vocabularies = new ReferenceData(authoring.mutations);
  return new Map<unknown, object>([
    [ActivityEditingResolver, new ActivityEditingResolver(new ActivityEditing(authoring))],
    ...[...activityMoves, ...networkMoves, ...newsItemMoves, ...restrictedDocumentMoves].map(
      (Move): [unknown, object] => [Move, new Move(authoring)],
    ),
    [MemberCountryEditingResolver, new MemberCountryEditingResolver(new MemberCountryEditing(authoring))],
    [NetworkEditingResolver, new NetworkEditingResolver(new NetworkEditing(authoring))],
    [NewsItemEditingResolver, new NewsItemEditingResolver(new NewsItemEditing(authoring))],
    [
      RestrictedDocumentEditingResolver,
      new RestrictedDocumentEditingResolver(new RestrictedDocumentEditing(authoring)),
    ],
    [
      ActivityDocumentsPasswordResolver,
      new ActivityDocumentsPasswordResolver(new ActivityDocumentsPasswords(database, passwords)),
    ],
    [ComponentEditingResolver, new ComponentEditingResolver(vocabularies)],
    [ObjectiveEditingResolver, new ObjectiveEditingResolver(new ObjectiveEditing(authoring))],
    [OrganisationEditingResolver, new OrganisationEditingResolver(vocabularies)],
    [ProgrammeEditingResolver, new ProgrammeEditingResolver(vocabularies)],
    [RegionEditingResolver, new RegionEditingResolver(vocabularies)],
    [AccountEditingResolver, new AccountEditingResolver(new AccountEditing(authoring.mutations, passwords))],
    [ApiKeyResolver, new ApiKeyResolver(new ApiKeys(database))],
    [DocumentAccessCodeResolver, new DocumentAccessCodeResolver(new DocumentAccessCodes(database))],
    [UnlockResolver, new UnlockResolver(new DocumentUnlocking(unlocking), new ActivityUnlocking(unlocking, passwords))],
    [SessionResolver, new SessionResolver(new Sessions(database, passwords, throttle))],
    [UnlockedContentResolver, new UnlockedContentResolver(links)],
    [DocumentUploadResolver, new DocumentUploadResolver(uploads)],
    [TrashResolver, new TrashResolver(trash)],
    [WebhookResolver, new WebhookResolver(webhooks)],
  ]);
}
