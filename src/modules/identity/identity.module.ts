import type { Module, ModuleOptions, ResolverClass } from '../../core/module';
import type { MailModule } from '../mail/mail.module';
import { accountById } from './account.loaders';
import { AccountEditingResolver, AccountResolver } from './account.resolver';
import { AccountEditing } from './account-editing.service';
import { accountEventById } from './account-event.listing';
import { AccountEventResolver } from './account-event.resolver';
import { AccountLinks } from './account-links';
import { apiKeyById } from './api-key.policy';
import { ApiKeyResolver } from './api-key.resolver';
import { ApiKeys } from './api-key.service';
import { Credentials } from './credentials';
import { InvitationResolver, InvitedAccountResolver } from './invitation.resolver';
import { Invitations } from './invitation.service';
import { NewPasswords } from './new-passwords';
import { OwnAccountResolver } from './own-account.resolver';
import { OwnAccount } from './own-account.service';
import { PasswordResetResolver } from './password-reset.resolver';
import { PasswordResets } from './password-reset.service';
import { Passwords } from './passwords';
import { findPublicNames } from './public-names';
import {
  PreviewAccountResolver,
  PublicationAccountsResolver,
  RevisionAccountResolver,
} from './publishing-accounts.resolver';
import { RateLimitSharing } from './rate-limit/rate-limit-sharing';
import { type RateLimitFigures, RateLimits } from './rate-limit/rate-limits';
import { sessionById } from './session.loaders';
import { AccountSessionsResolver, OpenSessionResolver, SessionResolver } from './session.resolver';
import { Sessions } from './session.service';
import { SessionEnding } from './session-ending.service';
import { Throttle } from './throttle';
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
    readonly defaultLocale: string;
    readonly site: boolean;
    readonly publicUrl: string | null;
    readonly rateLimits: RateLimitFigures | null;
  };
  readonly mail: MailModule;
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
  const { database, mutations, logger, clock, config, mail } = options;
  const passwords = new Passwords(config.bcryptCost, () => findPublicNames(database.read, config.publicUrl));
  const throttle = new Throttle(database);
  const newPasswords = new NewPasswords(passwords, throttle);
  const links = new AccountLinks(database, {
    origin: mail.origin,
    siteLocale: config.site ? config.defaultLocale : null,
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
      ['delete old use of rate limits', async () => sharing?.deleteExpired()],
    ],
    start: () => sharing?.start(),
    stop: async () => sharing?.stop(),
  };
}
