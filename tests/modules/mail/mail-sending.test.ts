import { once } from 'node:events';
import { readdir, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import path from 'node:path';
import { IsNull, Not } from 'typeorm';
import { loadConfig } from '../../../src/config';
import { DAY_MS } from '../../../src/core/time';
import { sql } from '../../../src/database/sql/sql';
import { Mail } from '../../../src/modules/mail/mail.entity';
import { MailKind } from '../../../src/modules/mail/mail-kind';
import { until as untilStored } from '../../support/contents';
import { MailReceiver } from '../../support/mail-receiver';
import { mailTo } from '../../support/mailbox';
import { mutationsOf } from '../../support/mutations';
import { until } from '../../support/subscriber';
import { type LogLine, startTestServer, type TestServer } from '../../support/test-server';
import { admin, editor } from '../../support/viewers';

const origin = 'https://api.example.org';
let people = 0;
let peopleBefore = 0;
let receiver: MailReceiver;
/** The configuration of servers that send mails. */
let sending: Record<string, string>;
let server: TestServer;
/** The length of the log before the current test. */
let logged: number;

beforeAll(async () => {
  receiver = new MailReceiver();
  sending = {
    DEMO_DATA: 'false',
    SITE: 'on',
    PUBLIC_URL: origin,
    SMTP_URL: await receiver.listen(),
    MAIL_FROM: 'CASC <casc@example.org>',
    PUBLISHER_NAME: 'CASC',
  };
  server = await startTestServer(sending);
});

afterAll(async () => {
  await server.close();
  await receiver.close();
});

beforeEach(() => {
  peopleBefore = people;
  logged = server.log.length;
});

function log(): readonly LogLine[] {
  return server.log.slice(logged);
}

async function invite(
  input: object = {},
  by = server,
  selection = 'account { email } invitationUrl',
): Promise<Record<string, any>> {
  people += 1;
  const person = { email: `person-${people}@example.org`, name: 'Ада', role: 'VIEWER', ...input };
  return mutationsOf(by, 'inviteAccount', admin).done(person, selection);
}

/** The rows of the mails that this test has caused. */
async function rows(): Promise<Record<string, unknown>[]> {
  const found = await server.app.database.read.query<Record<string, unknown>>(
    sql`SELECT kind, sealed, next_attempt_at, sent_at FROM mail ORDER BY id`,
  );
  const since = found.slice(found.length - people + peopleBefore);
  return since.map((row) => ({ ...row, sentAt: row['sentAt'] !== null }));
}

test('a mail is sent after the commit, in the language of its reader, and its text is deleted', async () => {
  const { account, invitationUrl } = await invite({ locale: 'ru' });

  await until(() => log().some(({ msg }) => msg === 'a mail was sent'));
  const mail = receiver.mails.at(-1)!;
  expect(mail).toMatchObject({ to: account.email, token: expect.stringMatching(/^entl_/) as unknown });
  expect(mail.text).toContain(`${origin}/ru/account/invitation#`);
  expect(mail.text).toContain('Здравствуйте, Ада!');
  expect(mail.headers).toContain('\r\nFrom: CASC <casc@example.org>\r\n');
  expect(mail.headers).toContain('Auto-Submitted: auto-generated');
  // Who receives it proves to have the address.
  expect(invitationUrl).toBeNull();
  expect(await rows()).toEqual([{ kind: 'INVITATION', sealed: null, nextAttemptAt: null, sentAt: true }]);
});

test('a mail that fails is sent again, and nothing tells its secret or its address meanwhile', async () => {
  receiver.refusals.push({ responseCode: 451 });
  const { account } = await invite();
  await until(() => log().some(({ msg }) => msg === 'a mail could not be sent'));
  const [waiting] = await rows();

  server.pass(5_000);
  await until(() => receiver.mails.at(-1)?.to === account.email);

  expect(waiting).toMatchObject({ sentAt: false, sealed: expect.any(String) as unknown });
  expect(Buffer.from(waiting!['sealed'] as string, 'base64').toString('latin1')).toMatch(/^age-encryption\.org/);
  const shown = JSON.stringify([waiting, server.log]);
  expect(shown).not.toContain(receiver.mails.at(-1)!.token);
  expect(shown).not.toContain(account.email);
  expect(shown).not.toContain('someone@example.org');
});

test('a server that stops does not try a mail again that it has given up, however long requests go on', async () => {
  const deaf = new MailReceiver();
  const stopping = await startTestServer({ ...sending, SMTP_URL: await deaf.listen(), SHUTDOWN_GRACE: '6' });
  const email = 'slow@example.org';
  deaf.slow.add(email);
  await invite({ email }, stopping);
  await until(() => deaf.waiting === 1);
  const socket = connect(Number(new URL(stopping.address).port), '127.0.0.1');
  const head = ['POST /graphql HTTP/1.1', 'host: localhost', 'content-type: application/json', 'content-length: 9'];
  socket.on('error', () => undefined).write([...head, 'expect: 100-continue', '\r\n'].join('\r\n'));
  await once(socket, 'data');

  await stopping.close();
  await deaf.close();

  expect(stopping.log.filter(({ msg }) => msg === 'a mail could not be sent')).toHaveLength(1);
});

test('a mail that is refused for good is not sent again, nor is one that has expired', async () => {
  receiver.refusals.push({ responseCode: 550 }, { responseCode: 451 });
  const before = receiver.attempts;
  await invite();
  await until(() => log().some(({ isOver }) => isOver === true));
  await invite();
  await until(() => log().some(({ isOver }) => isOver === false));

  server.pass(8 * DAY_MS);
  await until(() => log().some(({ msg }) => msg === 'a mail expired before it could be sent'));

  expect(receiver.attempts - before).toBe(2);
  expect(await rows()).toEqual(
    [1, 2].map(() => ({ kind: 'INVITATION', sealed: null, nextAttemptAt: null, sentAt: false })),
  );
});

test('a mail is given up after its twentieth attempt', async () => {
  receiver.refusals.push({ responseCode: 451 }, { responseCode: 451 });
  const before = receiver.attempts;
  await invite();
  await until(() => log().some(({ isOver }) => isOver === false));
  await server.app.database.write((manager) =>
    manager.update(Mail, { nextAttemptAt: Not(IsNull()) }, { attempts: 19 }),
  );

  server.pass(5_000);
  // The log is written before the row.
  await untilStored(async () => (await rows()).every(({ sealed }) => sealed === null), 'the mail is given up');

  expect(receiver.attempts - before).toBe(2);
  expect(await rows()).toEqual([{ kind: 'INVITATION', sealed: null, nextAttemptAt: null, sentAt: false }]);
});

describe('a mail that could not be sent yet', () => {
  async function inviteInVain(): Promise<Record<string, any>> {
    receiver.refusals.push({ responseCode: 451 });
    const { account } = await invite({}, server, 'account { id email }');
    await until(() => log().some(({ msg }) => msg === 'a mail could not be sent'));
    return account;
  }

  const waiting = async (): Promise<number> => (await rows()).filter((row) => row['nextAttemptAt'] !== null).length;

  test('is replaced by the mail of a repeated invitation, whose link is the one that works', async () => {
    const { email } = await inviteInVain();

    await invite({ email });
    await until(() => log().some(({ msg }) => msg === 'a mail was sent'));
    await untilStored(async () => (await waiting()) === 0, 'no mail waits');

    expect(receiver.mails.filter(({ to }) => to === email)).toHaveLength(1);
  });

  test('is withdrawn with its invitation', async () => {
    const { id } = await inviteInVain();
    expect(await waiting()).toBe(1);

    await mutationsOf(server, 'revokeInvitation', admin).done({ id }, 'deletedId');

    expect(await waiting()).toBe(0);
  });
});

describe('while the reply to a mail is slow', () => {
  /** Sends mails that get no reply yet. */
  async function inviteSlowly(count: number): Promise<void> {
    for (let i = 1; i <= count; i += 1) {
      receiver.slow.add(`person-${people + 1}@example.org`);
      await invite();
    }
    await until(() => receiver.waiting === count);
  }

  afterEach(async () => {
    while (receiver.waiting > 0) receiver.reply();
    await untilStored(async () => (await rows()).every(({ sentAt }) => sentAt), 'all mails are sent');
  });

  test('other mails are sent', async () => {
    await inviteSlowly(2);

    const { account } = await invite();

    await until(() => receiver.mails.at(-1)?.to === account.email);
    expect(receiver.waiting).toBe(2);
  });

  test('five mails wait for replies at most, and the next one is that of a person who waits for it', async () => {
    await inviteSlowly(5);
    const notice = await invite();
    await server.app.database.write((manager) =>
      manager.update(Mail, { attempts: 0, sentAt: IsNull() }, { kind: MailKind.PUBLICATION_FAILED }),
    );
    const invitation = await invite();
    expect(receiver.mails.some(({ to }) => to === notice.account.email)).toBe(false);

    receiver.reply();

    await until(() => receiver.mails.at(-1)?.to === notice.account.email);
    expect(receiver.mails.at(-2)!.to).toBe(invitation.account.email);
  });
});

test('without an SMTP server, mails are files for their owner alone, and the inviter gets the address', async () => {
  const laptop = await startTestServer({ DEMO_DATA: 'false' });
  try {
    const { account, invitationUrl } = await invite({}, laptop);

    const mail = await mailTo(laptop, account.email as string);
    expect((await stat(mail.file)).mode & 0o777).toBe(0o600);
    expect((await stat(path.dirname(mail.file))).mode & 0o777).toBe(0o700);
    expect(mail.text).toContain(invitationUrl);
  } finally {
    await laptop.close();
  }
});

test('administrators read the mails that were kept, until they expire with their files', async () => {
  const laptop = await startTestServer({ DEMO_DATA: 'false' });
  const query = '{ keptMails { to subject text at expiresAt } }';
  try {
    const { account, invitationUrl } = await invite({ locale: 'fr' }, laptop);
    // Without the site, pages elsewhere take the link, at one address for all languages.
    expect(new URL(invitationUrl as string).pathname).toBe('/account/invitation');
    const { file } = await mailTo(laptop, account.email as string);
    const stored = await laptop.app.database.read.query<Record<string, unknown>>(sql`SELECT * FROM mail`);

    const kept = async (): Promise<object[]> => (await laptop.data(query, {}, admin)).keptMails;
    await untilStored(async () => (await kept()).length > 0, 'the mail is kept');
    expect(await kept()).toEqual([
      {
        to: account.email,
        subject: expect.stringContaining('Invitation à rejoindre') as unknown,
        text: expect.stringContaining(invitationUrl as string) as unknown,
        at: expect.any(String) as unknown,
        expiresAt: expect.any(String) as unknown,
      },
    ]);
    expect(JSON.stringify(stored)).not.toContain(account.email);
    const { data, errors } = await laptop.query(query, {}, editor);
    expect(data).toEqual({ keptMails: null });
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);

    // The link of an earlier invitation does nothing any more.
    const again = await invite({ email: account.email }, laptop);
    await untilStored(async () => (await kept()).length > 0, 'the new mail is kept');
    expect(await kept()).toMatchObject([{ text: expect.stringContaining(again.invitationUrl as string) as unknown }]);

    // The file of the mail that was replaced is deleted without waiting until it would have expired.
    expect(await readdir(path.dirname(file))).toHaveLength(2);
    await restart(laptop);
    expect(await readdir(path.dirname(file))).toHaveLength(1);

    await laptop.app.database.write((manager) => manager.query(`UPDATE mail SET expires_at = '2026-01-01'`));
    expect(await kept()).toEqual([]);
    await restart(laptop);
    expect(await readdir(path.dirname(file))).toEqual([]);
  } finally {
    await laptop.close();
  }
});

test.each([
  ['was kept', null],
  ['is being kept', `UPDATE mail SET sent_at = NULL, next_attempt_at = '9999-01-01'`],
])(
  'the file of an invitation that %s is deleted when it is revoked, before it would have expired',
  async (_, state) => {
    const laptop = await startTestServer({ DEMO_DATA: 'false' });
    const change = (statement: string) => laptop.app.database.write((manager) => manager.query(statement));
    try {
      const { account } = await invite({}, laptop, 'account { id email }');
      const { file } = await mailTo(laptop, account.email as string);
      await untilStored(
        async () => (await laptop.data('{ keptMails { to } }', {}, admin)).keptMails.length > 0,
        'kept',
      );
      if (state !== null) await change(state);

      await mutationsOf(laptop, 'revokeInvitation', admin).done({ id: account.id }, 'deletedId');

      // The attempt that is running ends at the latest then.
      await change(`UPDATE mail SET expires_at = '2026-01-01' WHERE expires_at = '9999-01-01'`);
      await restart(laptop);
      expect(await readdir(path.dirname(file))).toEqual([]);
    } finally {
      await laptop.close();
    }
  },
);

/** Starts another server with the database and the mails of this one, which runs the periodic jobs, and stops it. */
async function restart({ databaseUrl, directory }: TestServer): Promise<void> {
  const restarted = await startTestServer({
    DEMO_DATA: 'false',
    DATABASE_URL: databaseUrl,
    MAIL_DIR: path.join(directory, 'mail'),
    DOCUMENT_KEY_FILE: path.join(directory, 'document.key'),
  });
  await restarted.close();
}

test('an SMTP server needs a sender, and an origin that no request can choose', () => {
  const url = 'smtps://user:secret@mail.example.org';
  const problem = (env: NodeJS.ProcessEnv): string => {
    try {
      return JSON.stringify(loadConfig(env).mail);
    } catch (error) {
      return (error as Error).message;
    }
  };

  expect(problem({ SMTP_URL: url })).toMatch(/MAIL_FROM[\s\S]*PUBLIC_URL/);
  expect(problem({ SMTP_URL: 'https://user:secret@mail.example.org' })).toMatch(/SMTP_URL(?!.*secret)/);
  expect(problem({ MAIL_FROM: 'a@example.org\r\nBcc: b@example.org' })).toMatch(/MAIL_FROM/);
  expect(problem({ SMTP_URL: url, MAIL_FROM: 'a@example.org', PUBLIC_URL: origin })).toContain(url);
});
