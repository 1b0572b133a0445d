/** What a mail is about. Each kind has a message in each language of src/modules/mail/messages. */
export enum MailKind {
  INVITATION = 'INVITATION',
  PASSWORD_RESET = 'PASSWORD_RESET',
}

/** The values that the message of each kind shows. Instants are formatted in the language of the mail. */
export interface MailValues {
  [MailKind.INVITATION]: { name: string; sender: string; link: string; expiry: Date };
  [MailKind.PASSWORD_RESET]: { name: string; link: string; expiry: Date };
}
