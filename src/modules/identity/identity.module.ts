import type { Module, ModuleOptions, ResolverClass } from '../../core/module';
import type { KeyRing } from '../../storage/key-ring';
import type { MailModule } from '../mail/mail.module';
import { accountById } from './account/account.loaders';
import { AccountEditingResolver, AccountResolver } from './account/account.resolver';
import { AccountEditing } from './account/account-editing.service';
import { deleteOldAddresses } from './account/account-event.entity';
import { accountEventById } from './account/account-event.listing';
import { AccountEventResolver } from './account/account-event.resolver';
import { OwnAccountResolver } from './account/own-account.resolver';
import { OwnAccount } from './account/own-account.service';
import {
  PreviewAccountResolver,
  PublicationAccountsResolver,
  RevisionAccountResolver,
} from './account/publishing-accounts.resolver';
import { AccountLinks } from './account-links/account-links';
import { InvitationResolver, InvitedAccountResolver } from './account-links/invitation.resolver';
import { deleteOldInvitations, Invitations } from './account-links/invitation.service';
import { PasswordResetResolver } from './account-links/password-reset.resolver';
import { PasswordResets } from './account-links/password-reset.service';
import { apiKeyById } from './api-key/api-key.policy';
import { ApiKeyResolver } from './api-key/api-key.resolver';
import { ApiKeys } from './api-key/api-key.service';
import { Credentials } from './credentials';
import { NewPasswords } from './password/new-passwords';
import { Passwords } from './password/passwords';
import { findPublicNames } from './password/public-names';
import { RateLimitSharing } from './rate-limit/rate-limit-sharing';
import { type RateLimitFigures, RateLimits } from './rate-limit/rate-limits';
import { sessionById } from './session/session.loaders';
import { AccountSessionsResolver, OpenSessionResolver, SessionResolver } from './session/session.resolver';
import { deleteEndedSessions, Sessions } from './session/session.service';
import { SessionEnding } from './session/session-ending.service';
import { Throttle } from './throttle/throttle';
import { ViewerResolver } from './viewer.resolver';

export const identityResolvers: readonly ResolverClass[] = [
  AccountEditingResolver,
  AccountEventResolver,
  AccountResolver,
  AccountSessionsResolver,
  ApiKeyResolver,
  InvitationResolver,
  InvitedAccountResolver,
  OpenSessionResolver,
  OwnAccountResolver,
  PasswordResetResolver,
  PreviewAccountResolver,
  PublicationAccountsResolver,
  RevisionAccountResolver,
  SessionResolver,
  ViewerResolver,
];

interface IdentityOptions extends ModuleOptions {
  readonly config: {
    readonly bcryptCost: number;
    readonly siteLocale: string | null;
    readonly publicUrl: string | null;
    readonly rateLimits: RateLimitFigures | null;
  };
  readonly mail: MailModule;
  readonly keyRing: KeyRing;
}

export interface IdentityModule extends Module {
  readonly passwords: Passwords;
  readonly throttle: Throttle;
  readonly credentials: Credentials;
  /** null if the configuration turns rate limits off. */
  readonly rateLimits: RateLimits | null;
}

/** Accounts, sessions, API keys, passwords and the throttle on wrong passwords. */
export function createIdentityModule(options: IdentityOptions): IdentityModule {
  const { database, mutations, logger, clock, config, mail, keyRing } = options;
  const passwords = new Passwords(config.bcryptCost, () => findPublicNames(database.read, config.publicUrl));
  const secret = throttleSecret(keyRing);
  const throttle = new Throttle(database, secret);
  const newPasswords = new NewPasswords(passwords, throttle);
  const links = new AccountLinks(database, {
    origin: mail.origin,
    siteLocale: config.siteLocale,
  });
  const credentials = new Credentials(database, (error) => {
    logger.warn({ err: error }, 'the use of a session or an API key could not be recorded');
  });
  const rateLimits = config.rateLimits && new RateLimits(config.rateLimits, clock);
  const sharing =
    rateLimits &&
    new RateLimitSharing(database, rateLimits, (error) => {
      logger.warn({ err: error }, 'the use of rate limits could not be shared with other instances');
    });
  return {
    passwords,
    throttle,
    credentials,
    rateLimits,
    resolvers: [
      new AccountEditingResolver(new AccountEditing(mutations, passwords)),
      new ApiKeyResolver(new ApiKeys(mutations)),
      new InvitationResolver(
        new Invitations(mutations, { links, newPasswords, throttle, unusableHash: passwords.decoy, mail }),
      ),
      new PasswordResetResolver(new PasswordResets(mutations, { links, newPasswords, throttle, queue: mail.queue })),
      new OwnAccountResolver(new OwnAccount(mutations)),
      new AccountSessionsResolver(new SessionEnding(mutations)),
      new SessionResolver(new Sessions(database, passwords, throttle, newPasswords)),
    ],
    nodes: { Account: accountById, AccountEvent: accountEventById, ApiKey: apiKeyById, Session: sessionById },
    jobs: [
      ['delete old failed attempts', (now) => throttle.deleteExpired(now)],
      ['delete expired links of accounts', (now) => links.deleteExpired(now)],
      ['delete old invitations', (now) => database.write((manager) => deleteOldInvitations(manager, now))],
      ['delete ended sessions', (now) => database.write((manager) => deleteEndedSessions(manager, now))],
      ['delete old addresses of the log of accounts', (now) => deleteOldAddresses(database, now)],
      ['delete old use of rate limits', async () => sharing?.deleteExpired()],
    ],
    start: async () => {
      // While the key file is there: later, the secret is also known without it.
      await secret();
      sharing?.start();
    },
    stop: async () => sharing?.stop(),
  };
}

/** The secret of the present key. While the key file cannot be read, it is the last one, so that people can sign in. */
function throttleSecret(keyRing: KeyRing): () => Promise<Buffer> {
  let last: Buffer | null = null;
  return async () => {
    try {
      [last] = await keyRing.secrets('failed attempts');
    } catch (error) {
      if (last === null) throw error;
    }
    return last;
  };
}
