/** What a mail is about. Each kind has a message in each language of src/modules/mail/messages. */
export enum MailKind {
  INVITATION = 'INVITATION',
  PASSWORD_RESET = 'PASSWORD_RESET',
  ACCESS_CODE = 'ACCESS_CODE',
  DOCUMENT_OPENED = 'DOCUMENT_OPENED',
  PUBLICATION_FAILED = 'PUBLICATION_FAILED',
}

/**
 * The values that the message of each kind shows. Instants are formatted in the language of the mail. A paragraph with a value
 * that is null is left out.
 */
export interface MailValues {
  /** To an address that has an account, the mail has the address instead of a link. */
  [MailKind.INVITATION]: {
    name: string;
    sender: string;
    link: string | null;
    expiry: Date | null;
    account: string | null;
  };
  [MailKind.PASSWORD_RESET]: { name: string; link: string; expiry: Date };
  [MailKind.ACCESS_CODE]: {
    recipient: string;
    sender: string;
    document: string;
    activity: string;
    link: string;
    code: string;
    expiry: Date | null;
    maxUses: string | null;
  };
  [MailKind.DOCUMENT_OPENED]: { name: string; recipient: string; document: string; activity: string; time: Date };
  [MailKind.PUBLICATION_FAILED]: { name: string; title: string; time: Date };
}

/** The kinds of which only the newest mail to a recipient and scope is of use: a new link ends the earlier one. */
export const REPLACED_KINDS: ReadonlySet<MailKind> = new Set([MailKind.INVITATION, MailKind.PASSWORD_RESET]);

/** The kinds of mails that tell what has happened: nobody waits for them. */
export const NOTICES: readonly MailKind[] = [MailKind.DOCUMENT_OPENED, MailKind.PUBLICATION_FAILED];
