import type { RequestContext } from '../../../../core/access/request-context';
import { MAX_LENGTH } from '../../../../core/limits';
import { checkText } from '../../../../core/mutations/checks';
import type { Problems } from '../../../../core/mutations/problems';
import { foldEmail, isEmail } from '../../../identity/account/account.entity';
import type { DocumentPage } from './access-code.mails';
import {
  type CreateDocumentAccessCodeInput,
  type DocumentAccessCodeRecipientInput,
  MAX_RECIPIENTS,
} from './document-access-code.input';

/** What the codes of one call have in common. */
export type Terms = Pick<CreateDocumentAccessCodeInput, 'documentId' | 'expiresAt' | 'maxUses' | 'notifyOnOpen'>;

/** A recipient, and the path of its input. */
export interface Recipient extends DocumentAccessCodeRecipientInput {
  readonly path: string;
}

export function toRecipient({ recipient, email, locale }: DocumentAccessCodeRecipientInput, path: string): Recipient {
  return { recipient, email: email ?? null, locale: locale ?? null, path };
}

export function checkTerms(
  problems: Problems,
  { expiresAt = null, maxUses = null, notifyOnOpen }: Terms,
  { now, viewer }: Pick<RequestContext, 'now' | 'viewer'>,
): void {
  if (expiresAt !== null && expiresAt <= now) problems.add('input.expiresAt', 'INVALID', 'must be in the future');
  if (maxUses !== null && maxUses < 1) problems.add('input.maxUses', 'INVALID', 'must be at least 1');
  if (notifyOnOpen === true && viewer.accountId === null) {
    problems.add('input.notifyOnOpen', 'INVALID', 'must not be true for an API key, which has no mailbox');
  }
}

export function checkRecipients(problems: Problems, recipients: readonly Recipient[]): void {
  if (recipients.length === 0) problems.add('input.recipients', 'REQUIRED', 'must not be empty');
  if (recipients.length > MAX_RECIPIENTS) {
    problems.add('input.recipients', 'TOO_LONG', `must have at most ${MAX_RECIPIENTS} entries`);
    return;
  }
  const before = new Set<string>();
  for (const { path, recipient, email } of recipients) {
    checkText(problems, `${path}.recipient`, recipient.trim(), { max: MAX_LENGTH.name, required: true });
    if (email == null) continue;
    const address = foldEmail(email);
    if (!isEmail(address)) problems.add(`${path}.email`, 'INVALID', 'must be an email address');
    else if (before.has(address)) problems.add(`${path}.email`, 'INVALID', 'must not repeat an earlier entry');
    before.add(address);
  }
}

/** A mail has the address of a page where its recipient can enter the code. */
export function checkPages(
  problems: Problems,
  recipients: readonly Recipient[],
  pages: ReadonlyMap<string | null, DocumentPage | null>,
): void {
  for (const { path, email, locale = null } of recipients) {
    if (email == null) continue;
    const page = pages.get(locale) ?? null;
    if (page === null) {
      problems.add('input.documentId', 'INVALID', 'must be a document that the public sees, to send its codes by mail');
      return;
    }
    if (page.url === null) {
      problems.add(`${path}.email`, 'INVALID', 'must be absent: the server has no page where the code can be entered');
    }
  }
}
