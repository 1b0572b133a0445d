import type { Database } from '../database/database';
import { AccountEditingResolver } from '../domain/account/account-editing.resolver';
import { AccountEditing } from '../domain/account/account-editing.service';
import { ApiKeyResolver } from '../domain/account/api-key.resolver';
import { ApiKeys } from '../domain/account/api-key.service';
import type { Passwords } from '../domain/account/passwords';
import { SessionResolver } from '../domain/account/session.resolver';
import { Sessions } from '../domain/account/session.service';
import { ActivityEditingResolver, activityMoves } from '../domain/activity/activity-editing.resolver';
import { ActivityEditing } from '../domain/activity/activity-editing.service';
import type { Authoring } from '../domain/authoring/authoring';
import { Vocabularies } from '../domain/authoring/vocabulary';
import type { ContentLinks } from '../domain/content/content-link';
import { UnlockedContentResolver } from '../domain/content/document-content.resolver';
import { DocumentUploadResolver } from '../domain/content/document-upload.resolver';
import type { DocumentUploads } from '../domain/content/document-upload.service';
import {
  RestrictedDocumentEditingResolver,
  restrictedDocumentMoves,
} from '../domain/document/restricted-document-editing.resolver';
import { RestrictedDocumentEditing } from '../domain/document/restricted-document-editing.service';
import { MemberCountryEditingResolver } from '../domain/network/member-country-editing.resolver';
import { MemberCountryEditing } from '../domain/network/member-country-editing.service';
import { NetworkEditingResolver, networkMoves } from '../domain/network/network-editing.resolver';
import { NetworkEditing } from '../domain/network/network-editing.service';
import { NewsItemEditingResolver, newsItemMoves } from '../domain/news/news-item-editing.resolver';
import { NewsItemEditing } from '../domain/news/news-item-editing.service';
import { ObjectiveEditingResolver } from '../domain/objective/objective-editing.resolver';
import { ObjectiveEditing } from '../domain/objective/objective-editing.service';
import { OrganisationEditingResolver } from '../domain/organisation/organisation-editing.resolver';
import { ComponentEditingResolver } from '../domain/programme/component-editing.resolver';
import { ProgrammeEditingResolver } from '../domain/programme/programme-editing.resolver';
import { RegionEditingResolver } from '../domain/region/region-editing.resolver';
import type { Throttle } from '../domain/throttle/throttle';
import { TrashResolver } from '../domain/trash/trash.resolver';
import type { Trash } from '../domain/trash/trash.service';
import { ActivityDocumentsPasswordResolver } from '../domain/unlocking/activity-documents-password.resolver';
import { ActivityDocumentsPasswords } from '../domain/unlocking/activity-documents-password.service';
import { ActivityUnlocking } from '../domain/unlocking/activity-unlocking';
import { DocumentAccessCodeResolver } from '../domain/unlocking/document-access-code.resolver';
import { DocumentAccessCodes } from '../domain/unlocking/document-access-code.service';
import { DocumentUnlocking } from '../domain/unlocking/document-unlocking';
import { UnlockResolver } from '../domain/unlocking/unlock.resolver';
import type { Unlocking } from '../domain/unlocking/unlocking';
import { WebhookResolver } from '../domain/webhook/webhook.resolver';
import type { Webhooks } from '../domain/webhook/webhook.service';

/** What the resolvers stand on. */
interface ResolverParts {
  readonly database: Database;
  readonly authoring: Authoring;
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
  const vocabularies = new Vocabularies(authoring);
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
    [AccountEditingResolver, new AccountEditingResolver(new AccountEditing(authoring, passwords))],
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
