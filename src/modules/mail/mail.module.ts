import type { Module, ModuleOptions, ResolverClass } from '../../core/module';
import { StartupError } from '../../errors';
import { assertDirectoryUsable } from '../../storage/directory-access';
import type { KeyRing } from '../../storage/key-ring';
import { KeptMailResolver } from './kept-mail.resolver';
import { MailQueue } from './mail-queue';
import { MailSender } from './mail-sender';
import { MailDirectory, SmtpTransport } from './mail-transport';

export const mailResolvers: readonly ResolverClass[] = [KeptMailResolver];

/** How mails are sent. */
export interface MailConfig {
  /** null: mails are kept in `directory`. */
  readonly smtpUrl: string | null;
  /** The sender, as in `Entente <entente@example.org>`. */
  readonly from: string;
  readonly directory: string;
}

interface MailOptions extends ModuleOptions {
  readonly config: {
    readonly mail: MailConfig;
    readonly attribution: { readonly publisher: string | null };
    readonly defaultLocale: string;
    readonly publicUrl: string | null;
    readonly host: string;
    readonly port: number;
  };
  readonly keyRing: KeyRing;
  /** Aborts when a stop no longer waits for the replies to mails that are being sent. */
  readonly ending: AbortSignal;
}

export interface MailModule extends Module {
  readonly queue: MailQueue;
  /** The origin of the addresses in mails. It never follows from a request, whose sender can choose it. */
  readonly origin: string;
  /** True if mails are kept as files, so that the person who causes one has to pass on what it says. */
  readonly keepsFiles: boolean;
}

/** @throws StartupError (exit code 69) when mails are kept in a directory that this process cannot use */
export async function assertMailDirectory({ smtpUrl, directory }: MailConfig): Promise<void> {
  if (smtpUrl !== null) return;
  await assertDirectoryUsable(directory).catch((error: unknown) => {
    throw new StartupError(`Mails cannot be kept in MAIL_DIR: ${(error as Error).message}`, 69);
  });
}

/** Mails: written and stored in the transaction of what they are about, sent after its commit by one instance. */
export function createMailModule(options: MailOptions): MailModule {
  const { database, mutations, clock, logger, config, keyRing, ending } = options;
  const { smtpUrl, from, directory } = config.mail;
  const origin = config.publicUrl ?? localOrigin(config.host, config.port);
  const { host } = new URL(origin);
  const queue = new MailQueue(database, {
    keyRing,
    service: config.attribution.publisher ?? host,
    defaultLocale: config.defaultLocale,
    host,
  });
  const kept = smtpUrl === null ? new MailDirectory(directory, from) : null;
  const transport = kept ?? new SmtpTransport(smtpUrl!, from);
  const sender = new MailSender(queue, { transport, keepsFiles: kept !== null, ending, clock, logger });
  const deleteExpired = async (now: string): Promise<void> => {
    for (const mail of await queue.deleteExpired(now)) await kept?.delete(mail);
  };
  return {
    queue,
    origin,
    keepsFiles: smtpUrl === null,
    resolvers: [new KeptMailResolver(queue)],
    jobs: [['delete expired mails', deleteExpired]],
    start: () => {
      mutations.onCommit(() => {
        sender.wake();
      });
      sender.wake();
    },
    stop: () => sender.stop(),
  };
}

/** The origin of a server whose operator has not stated another: that of a page on the machine itself, if possible. */
function localOrigin(host: string, port: number): string {
  const isThisMachine = /^(?:127\..*|0\.0\.0\.0|::1?)$/.test(host);
  // A URL has no zone, as in fe80::1%eth0.
  const name = host.includes(':') ? `[${host.split('%', 1)[0]}]` : host;
  return `http://${isThisMachine ? 'localhost' : name}:${port}`;
}
