import type { Module, ModuleOptions, ResolverClass } from '../../core/module';
import type { Storage } from '../../storage/open-storage';
import type { FilesModule } from '../files/files.module';
import type { FileReceiver } from '../files/upload-receiver';
import type { IdentityModule } from '../identity/identity.module';
import type { MailModule } from '../mail/mail.module';
import type { Publishing } from '../publishing/publishing.service';
import { documentAccessEventById } from './access-log/access-log.listing';
import { DocumentAccessEventResolver, DocumentAccessLogResolver } from './access-log/access-log.resolver';
import { restrictedDocumentById } from './document/restricted-document.loaders';
import {
  ActivityDocumentsResolver,
  DocumentAccessResolver,
  RestrictedDocumentEditingResolver,
  RestrictedDocumentResolver,
  restrictedDocumentTransitions,
} from './document/restricted-document.resolver';
import {
  restrictedDocumentTranslationMutations,
  RestrictedDocumentTranslationsResolver,
} from './document/restricted-document-translation.resolvers';
import { ContentLinks } from './files/content-link';
import { ContentAccess } from './files/document-content.access';
import { DocumentContentResolver, UnlockedContentResolver } from './files/document-content.resolver';
import { DocumentDownloads } from './files/document-download.service';
import { UploadAccess } from './files/document-upload.access';
import { DocumentUploadResolver } from './files/document-upload.resolver';
import { DocumentUploads } from './files/document-upload.service';
import { DocumentUploadTarget } from './files/document-upload.target';
import { AccessCodeMails } from './unlocking/access-code/access-code.mails';
import { documentAccessCodeById } from './unlocking/access-code/document-access-code.loaders';
import {
  DocumentAccessCodeFieldsResolver,
  DocumentAccessCodeResolver,
  DocumentAccessCodesResolver,
} from './unlocking/access-code/document-access-code.resolver';
import { DocumentAccessCodes } from './unlocking/access-code/document-access-code.service';
import { ActivityUnlocking } from './unlocking/activity-unlocking';
import { DocumentUnlocking } from './unlocking/document-unlocking';
import { ActivityDocumentsPasswordResolver } from './unlocking/documents-password/activity-documents-password.resolver';
import { ActivityDocumentsPasswords } from './unlocking/documents-password/activity-documents-password.service';
import { Grants } from './unlocking/grants';
import { UnlockResolver } from './unlocking/unlock.resolver';
import { ViewerDocumentsResolver } from './unlocking/unlocked-documents.resolver';
import { Unlocking } from './unlocking/unlocking';

export const documentsResolvers: readonly ResolverClass[] = [
  ...restrictedDocumentTransitions,
  ...restrictedDocumentTranslationMutations,
  RestrictedDocumentTranslationsResolver,
  ActivityDocumentsPasswordResolver,
  ActivityDocumentsResolver,
  DocumentAccessCodeFieldsResolver,
  DocumentAccessCodeResolver,
  DocumentAccessCodesResolver,
  DocumentAccessEventResolver,
  DocumentAccessLogResolver,
  DocumentAccessResolver,
  DocumentContentResolver,
  DocumentUploadResolver,
  RestrictedDocumentEditingResolver,
  RestrictedDocumentResolver,
  UnlockedContentResolver,
  UnlockResolver,
  ViewerDocumentsResolver,
];

interface DocumentsOptions extends ModuleOptions {
  readonly config: {
    readonly grantMinutes: number;
    readonly maxUploadBytes: number;
    readonly itemUrl: string | null;
    readonly siteLocale: string | null;
    readonly locales: readonly string[];
  };
  readonly storage: Storage;
  readonly publishing: Publishing;
  readonly identity: IdentityModule;
  readonly mail: MailModule;
  readonly files: Pick<FilesModule, 'leases' | 'receiverOf'>;
}

export interface DocumentsModule extends Module {
  readonly grants: Grants;
  readonly links: ContentLinks;
  readonly downloads: DocumentDownloads;
  readonly receiver: FileReceiver;
}

/** Restricted documents: their files, passwords, access codes, grants and access log. */
export function createDocumentsModule(options: DocumentsOptions): DocumentsModule {
  const { database, mutations, clock, config, publishing, mail } = options;
  const { leases, receiverOf } = options.files;
  const { files, keyRing } = options.storage;
  const { passwords, throttle, credentials } = options.identity;
  const grants = new Grants(database, config.grantMinutes);
  const unlocking = new Unlocking(mutations, throttle, grants);
  const codeMails = new AccessCodeMails(mail.queue, {
    origin: mail.origin,
    itemUrl: config.itemUrl,
    siteLocale: config.siteLocale,
    locales: config.locales,
  });
  const links = new ContentLinks(keyRing);
  const uploads = new DocumentUploads(database, mutations);
  const uploadTarget = new DocumentUploadTarget(database, leases, new UploadAccess(database, credentials, clock), {
    maxUploadBytes: config.maxUploadBytes,
    clock,
  });
  return {
    grants,
    links,
    downloads: new DocumentDownloads(database, files, new ContentAccess(database, credentials, grants, clock)),
    receiver: receiverOf(uploadTarget),
    resolvers: [
      ...restrictedDocumentTransitions.map((TransitionResolver) => new TransitionResolver(publishing)),
      ...restrictedDocumentTranslationMutations.map((TranslationResolver) => new TranslationResolver(publishing)),
      new ActivityDocumentsPasswordResolver(new ActivityDocumentsPasswords(mutations, passwords)),
      new DocumentAccessCodeResolver(new DocumentAccessCodes(mutations, codeMails)),
      new DocumentUploadResolver(uploads),
      new RestrictedDocumentEditingResolver(publishing),
      new UnlockedContentResolver(links),
      new UnlockResolver(new DocumentUnlocking(unlocking, codeMails), new ActivityUnlocking(unlocking, passwords)),
    ],
    nodes: {
      DocumentAccessCode: documentAccessCodeById,
      DocumentAccessEvent: documentAccessEventById,
      RestrictedDocument: restrictedDocumentById,
    },
    jobs: [
      ['delete expired uploads', (now) => uploads.deleteExpired(now)],
      ['delete expired grants', (now) => grants.deleteExpired(now)],
    ],
  };
}
