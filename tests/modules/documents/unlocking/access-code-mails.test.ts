import { Role } from '../../../../src/core/access/role';
import { DAY_MS, HOUR_MS } from '../../../../src/core/time';
import { sql } from '../../../../src/database/sql/sql';
import type { Activity } from '../../../../src/modules/catalogue/activity/activity.entity';
import type { Network } from '../../../../src/modules/catalogue/network/network.entity';
import type { RestrictedDocument } from '../../../../src/modules/documents/document/restricted-document.entity';
import { DocumentAccessCode } from '../../../../src/modules/documents/unlocking/access-code/document-access-code.entity';
import { Account } from '../../../../src/modules/identity/account/account.entity';
import { PublicationState } from '../../../../src/modules/publishing/publication.entity';
import { until as untilStored } from '../../../support/contents';
import { makeDocument, revokeCode, unlock } from '../../../support/documents';
import { make, publication } from '../../../support/factories';
import { runDuringUncommittedWrites } from '../../../support/interleaving';
import { MailReceiver } from '../../../support/mail-receiver';
import { mailTo, type ReceivedMail } from '../../../support/mailbox';
import { mutationsOf, placesOf } from '../../../support/mutations';
import { accountWithPassword } from '../../../support/sign-in';
import { until } from '../../../support/subscriber';
import { type Asker, startTestServer, type TestServer } from '../../../support/test-server';
import { admin, editor, viewerOf } from '../../../support/viewers';

const origin = 'https://api.example.org';
const formatted = /(?:[\dA-Z]{4}-){8}[\dA-Z]{4}/;
let receiver: MailReceiver;
let server: TestServer;
let network: Network;
let activity: Activity;
let document: RestrictedDocument;
let addresses = 0;

beforeAll(async () => {
  receiver = new MailReceiver();
  server = await startTestServer({
    DEMO_DATA: 'false',
    SITE: 'on',
    TRUST_PROXY: '127.0.0.1',
    PUBLIC_URL: origin,
    SMTP_URL: await receiver.listen(),
    MAIL_FROM: 'CASC <casc@example.org>',
  });
  network = await make(server.app, (create) => create.network());
});

beforeEach(async () => {
  ({ activity, document } = await makeDocument(server, network));
});

afterAll(async () => {
  await server.close();
  await receiver.close();
});

const selection = 'password pageUrl accessCode { id recipient email }';
const createAs = (asker: Asker) => mutationsOf(server, 'createDocumentAccessCode', asker);
const createManyAs = (asker: Asker) => mutationsOf(server, 'createDocumentAccessCodes', asker);

function newAddress(): string {
  addresses += 1;
  return `recipient-${addresses}@example.org`;
}

async function received(address: string): Promise<ReceivedMail> {
  await until(() => receiver.mails.some(({ to }) => to === address));
  return receiver.mails.find(({ to }) => to === address)!;
}

async function codes(): Promise<number> {
  const [found] = await server.app.database.read.query<{ total: number | string }>(
    sql`SELECT count(*) AS total FROM document_access_code WHERE document_id = ${document.id}`,
  );
  return Number(found!.total);
}

async function waitingMails(): Promise<number> {
  const [found] = await server.app.database.read.query<{ total: number | string }>(
    sql`SELECT count(*) AS total FROM mail WHERE kind = 'ACCESS_CODE' AND sealed IS NOT NULL`,
  );
  return Number(found!.total);
}

/** An editor of the network, with an account of its own. */
async function networkEditor(): Promise<Asker> {
  const { id } = await accountWithPassword(server, { name: 'Grace', role: Role.EDITOR, networkId: network.id });
  return viewerOf(Role.EDITOR, { accountId: id, networkId: network.id });
}

/** Records that codes were sent by mail in the last hour. */
async function haveSent(count: number, values: Partial<DocumentAccessCode>): Promise<void> {
  const other = (await makeDocument(server, network)).document;
  const createdAt = new Date(Date.now() - 3_600_000).toISOString();
  const sent = Array.from({ length: count }, (_, index) => ({
    documentId: other.id,
    recipient: 'X',
    email: 'somebody@example.org',
    lookup: `${Date.now().toString(36)}${index.toString().padStart(5, '0')}`,
    secretHash: '0'.repeat(64),
    createdAt,
    uses: 0,
    ...values,
  }));
  await server.app.database.write((manager) => manager.insert(DocumentAccessCode, sent));
}

describe('a code that is sent to its recipient', () => {
  test('is in the mail with the page where it opens the document, in the language of the recipient', async () => {
    const email = newAddress();
    const { password, pageUrl, accessCode } = await createAs(await networkEditor()).done(
      { documentId: document.globalId, recipient: 'Ада', email: ` ${email.toUpperCase()}`, locale: 'ru', maxUses: 3 },
      selection,
    );

    const { text } = await received(email);
    expect(pageUrl).toBe(`${origin}/ru/activities/${activity.slug}`);
    expect(accessCode).toMatchObject({ recipient: 'Ада', email });
    for (const part of ['Здравствуйте, Ада!', 'Grace', document.title, activity.title, pageUrl, password, 'код: 3.']) {
      expect(text).toContain(part);
    }
    expect(await unlock(server, document, formatted.exec(text)![0])).toHaveProperty('grant');
  });

  test('is in plain text nowhere: not in the database while it waits or afterwards, nor in the log', async () => {
    receiver.refusals.push({ responseCode: 451 });
    const email = newAddress();
    const logged = server.log.length;
    const { password } = await createAs(editor).done(
      { documentId: document.globalId, recipient: 'Ada', email },
      selection,
    );
    await until(() => server.log.slice(logged).some(({ msg }) => msg === 'a mail could not be sent'));
    const { read } = server.app.database;
    const stored = async (): Promise<string> => {
      const rows = await Promise.all([
        read.query(sql`SELECT * FROM mail ORDER BY id`),
        read.query(sql`SELECT * FROM document_access_code ORDER BY id`),
        read.query(sql`SELECT * FROM client_mutation ORDER BY id`),
      ]);
      return JSON.stringify(rows);
    };
    const secret = (password as string).replaceAll('-', '').slice(8);
    const shown = [await stored()];
    expect(await waitingMails()).toBe(1);

    server.pass(5_000);
    expect((await received(email)).text).toContain(password);
    await until(() => server.log.slice(logged).some(({ msg }) => msg === 'a mail was sent'));

    shown.push(await stored(), JSON.stringify(server.log));
    for (const each of shown) {
      expect(each.replaceAll('-', '')).not.toContain(secret);
    }
    expect(await waitingMails()).toBe(0);
    expect(shown.at(-1)).not.toContain(email);
  });

  test('has the titles that the public sees in its language, and never those of a draft translation', async () => {
    await mutationsOf(server, 'setRestrictedDocumentTranslation', editor).done(
      { id: document.globalId, version: 1, locale: 'fr', title: 'Un brouillon', state: 'DRAFT' },
      '__typename',
    );
    const email = newAddress();

    await createAs(editor).done({ documentId: document.globalId, recipient: 'Ada', email, locale: 'fr' }, selection);

    const { text } = await received(email);
    expect(text).toContain('Bonjour Ada,');
    expect(text).toContain(document.title);
    expect(text).not.toContain('Un brouillon');
  });

  test('is refused with a wrong address, and if the public does not see the document', async () => {
    const draft = await make(server.app, (create) =>
      create.document({
        activityId: activity.id,
        position: 2,
        title: 'Secret',
        publication: publication(PublicationState.DRAFT),
      }),
    );
    const hidden = { documentId: draft.globalId, recipient: 'Ada' };

    const wrong = { documentId: document.globalId, recipient: 'Ada', email: 'a@example.org\r\nBcc: b@example.org' };
    expect(placesOf(await createAs(editor).refused(wrong))).toEqual([['input.email', 'INVALID']]);
    expect(placesOf(await createAs(editor).refused({ ...hidden, email: newAddress() }))).toEqual([
      ['input.documentId', 'INVALID'],
    ]);
    expect(await codes()).toBe(0);
    expect(await createAs(editor).done(hidden, selection)).toMatchObject({
      pageUrl: null,
      accessCode: { email: null },
    });
  });

  test('is not created if the document is withdrawn while the mail is written', async () => {
    const email = newAddress();
    // The first request of a viewer creates a key for the tests, which would wait for the unit of work.
    await server.data('{ __typename }', {}, editor);

    const { code } = await runDuringUncommittedWrites(
      server,
      (manager) => manager.sql`UPDATE restricted_document SET publication_state = 'DRAFT' WHERE id = ${document.id}`,
      () => createAs(editor).refused({ documentId: document.globalId, recipient: 'Ada', email }),
    );

    expect(code).toBe('CONFLICT');
    expect(await codes()).toBe(0);
    expect(await waitingMails()).toBe(0);
  });

  test('is refused after twenty mails to its address, and five hundred of its sender, in a day', async () => {
    const { id } = await accountWithPassword(server, { role: Role.EDITOR });
    const sender = viewerOf(Role.EDITOR, { accountId: id });
    const [email, olderEmail] = [newAddress(), newAddress()];
    const send = (address: string) => ({ documentId: document.globalId, recipient: 'Ada', email: address });
    await haveSent(20, { email });
    await haveSent(20, { email: olderEmail, createdAt: new Date(Date.now() - DAY_MS).toISOString() });
    await haveSent(499, { createdById: id });

    expect(await createAs(editor).refused(send(email))).toMatchObject({ code: 'TOO_MANY_REQUESTS' });
    await createAs(sender).done(send(newAddress()), selection);
    const refused = await createAs(sender).refused(send(newAddress()));

    expect(refused).toMatchObject({ code: 'TOO_MANY_REQUESTS' });
    const { retryAfterSeconds } = refused as unknown as { retryAfterSeconds: number };
    expect(retryAfterSeconds / 3_600).toBeCloseTo(23, 0);
    expect(await codes()).toBe(1);
    await createAs(sender).done({ documentId: document.globalId, recipient: 'Ada' }, selection);
    await createAs(editor).done(send(olderEmail), selection);
  });
});

describe('codes for many recipients', () => {
  const people = (count: number, more: object = {}) =>
    Array.from({ length: count }, (_, index) => ({ recipient: `Person ${index}`, ...more }));

  test('are created in one call, each sent in the language of its recipient', async () => {
    const [first, second] = [newAddress(), newAddress()];
    const recipients = [
      { recipient: 'Ada', email: first, locale: 'fr' },
      { recipient: 'Grace', email: second },
      { recipient: 'Without a mailbox' },
    ];

    const { created, restrictedDocument } = await createManyAs(await networkEditor()).done(
      { documentId: document.globalId, recipients, maxUses: 2 },
      `restrictedDocument { accessCodes { recipient maxUses } } created { ${selection} }`,
    );

    expect(created).toMatchObject([
      { pageUrl: `${origin}/fr/activities/${activity.slug}`, accessCode: { recipient: 'Ada', email: first } },
      { pageUrl: `${origin}/activities/${activity.slug}`, accessCode: { recipient: 'Grace', email: second } },
      { accessCode: { recipient: 'Without a mailbox', email: null } },
    ]);
    expect(restrictedDocument.accessCodes).toEqual(
      ['Without a mailbox', 'Grace', 'Ada'].map((recipient) => ({ recipient, maxUses: 2 })),
    );
    expect((await received(first)).text).toContain('Bonjour Ada,');
    expect((await received(second)).text).toContain('Hello Grace,');
    for (const { password } of created) expect(await unlock(server, document, password)).toHaveProperty('grant');
  });

  test('are all refused if one is wrong, with every problem at its row', async () => {
    const email = newAddress();
    const recipients = [
      { recipient: 'Ada', email },
      { recipient: ' ', email: 'nowhere' },
      { recipient: 'Grace', email: email.toUpperCase() },
    ];
    const before = receiver.mails.length;

    const refused = await createManyAs(editor).refused({ documentId: document.globalId, recipients, maxUses: 0 });

    expect(placesOf(refused)).toEqual([
      ['input.recipients.1.recipient', 'REQUIRED'],
      ['input.recipients.1.email', 'INVALID'],
      ['input.recipients.2.email', 'INVALID'],
      ['input.maxUses', 'INVALID'],
    ]);
    for (const [count, code] of [
      [0, 'REQUIRED'],
      [101, 'TOO_LONG'],
    ] as const) {
      const tooMany = await createManyAs(editor).refused({ documentId: document.globalId, recipients: people(count) });
      expect(placesOf(tooMany)).toEqual([['input.recipients', code]]);
    }
    expect(await codes()).toBe(0);
    expect(await waitingMails()).toBe(0);
    expect(receiver.mails).toHaveLength(before);
  });

  test('are all refused if they are too many for the document or the day', async () => {
    const { id } = await accountWithPassword(server, { role: Role.EDITOR });
    const sender = viewerOf(Role.EDITOR, { accountId: id });
    await haveSent(1, { createdById: id, createdAt: new Date(Date.now() - 20 * HOUR_MS).toISOString() });
    await haveSent(499, { createdById: id });
    const recipients = [1, 2].map(() => ({ recipient: 'Ada', email: newAddress() }));
    const full = { documentId: document.globalId, recipients: people(100) };

    const refused = await createManyAs(sender).refused({ documentId: document.globalId, recipients });
    expect(refused).toMatchObject({ code: 'TOO_MANY_REQUESTS' });
    // After four hours, there is room for one of the two mails only.
    const { retryAfterSeconds } = refused as unknown as { retryAfterSeconds: number };
    expect(retryAfterSeconds / 3_600).toBeCloseTo(23, 0);
    expect(await codes()).toBe(0);
    for (let turn = 0; turn < 5; turn += 1) await createManyAs(editor).done(full, '__typename');
    expect(await createManyAs(editor).refused({ ...full, recipients: people(1) })).toMatchObject({ code: 'CONFLICT' });
    expect(await codes()).toBe(500);
  });

  test('are created and sent once if the call is repeated, which cannot show their passwords again', async () => {
    const email = newAddress();
    const input = {
      clientMutationId: `codes for ${email}`,
      documentId: document.globalId,
      recipients: [{ recipient: 'Ada', email }],
    };
    const shown = 'restrictedDocument { id } created { password }';
    const first = await createManyAs(editor).done(input, shown);

    const second = await createManyAs(editor).done(input, shown);

    expect(first.created).toHaveLength(1);
    expect(second).toEqual({ restrictedDocument: { id: document.globalId }, created: [] });
    await received(email);
    expect(await codes()).toBe(1);
    await untilStored(async () => (await waitingMails()) === 0, 'no mail waits');
    expect(receiver.mails.filter(({ to }) => to === email)).toHaveLength(1);
  });
});

describe('a code whose creator wants to know that it is used', () => {
  async function creatorOf(values: Partial<Account> = {}): Promise<{ account: Account; asker: Asker }> {
    const account = await accountWithPassword(server, { name: 'Grace', role: Role.EDITOR, ...values });
    return { account, asker: viewerOf(Role.EDITOR, { accountId: account.id }) };
  }

  const input = () => ({ documentId: document.globalId, recipient: 'Ada', notifyOnOpen: true });
  const notices = async (): Promise<number> => {
    const [found] = await server.app.database.read.query<{ total: number | string }>(
      sql`SELECT count(*) AS total FROM mail WHERE kind = 'DOCUMENT_OPENED'`,
    );
    return Number(found!.total);
  };

  test('causes one mail a day, in the language of the creator', async () => {
    const { account, asker } = await creatorOf({ locale: 'fr' });
    const { password, accessCode } = await createAs(asker).done(input(), 'password accessCode { notifyOnOpen }');
    expect(accessCode.notifyOnOpen).toBe(true);
    const before = await notices();

    await Promise.all([1, 2, 3].map(() => unlock(server, document, password)));
    const { text } = await received(account.email);
    expect(text).toContain('Bonjour Grace,');
    for (const part of ['Ada', document.title, activity.title]) expect(text).toContain(part);
    expect(text).not.toMatch(formatted);
    expect(await notices()).toBe(before + 1);

    server.pass(DAY_MS);
    await unlock(server, document, password);
    await until(() => receiver.mails.filter(({ to }) => to === account.email).length === 2);
  });

  test('causes none if the password is wrong, the code has ended, or nobody asked for it', async () => {
    const { account, asker } = await creatorOf();
    const told = await createAs(asker).done(input(), 'password accessCode { id }');
    const other = await createAs(asker).done({ ...input(), notifyOnOpen: false }, 'password');
    const before = await notices();

    await unlock(server, document, `${(told.password as string).slice(0, -1)}!`);
    await unlock(server, document, other.password);
    await revokeCode(server, told.accessCode.id);
    expect(await unlock(server, document, told.password)).toMatchObject({ reason: 'EXPIRED' });
    const third = await createAs(asker).done(input(), 'password');
    await server.app.database.write((manager) => manager.update(Account, { id: account.id }, { role: Role.VIEWER }));
    expect(await unlock(server, document, third.password)).toMatchObject({ reason: 'EXPIRED' });

    expect(await notices()).toBe(before);
  });

  test('cannot be created by an API key', async () => {
    expect(placesOf(await createAs(editor).refused(input()))).toEqual([['input.notifyOnOpen', 'INVALID']]);
  });
});

test('without pages no code is sent, and without an SMTP server the mail is a file', async () => {
  const laptop = await startTestServer({ DEMO_DATA: 'false', SITE: 'on' });
  const headless = await startTestServer({ DEMO_DATA: 'false', ITEM_URL: '' });
  try {
    const ofLaptop = await makeDocument(laptop, await make(laptop.app, (create) => create.network()));
    const ofHeadless = await makeDocument(headless, await make(headless.app, (create) => create.network()));
    const input = ({ document: { globalId } }: typeof ofLaptop) => ({
      documentId: globalId,
      recipient: 'Ada',
      email: 'ada@example.org',
    });

    const { password, pageUrl } = await mutationsOf(laptop, 'createDocumentAccessCode', editor).done(
      input(ofLaptop),
      selection,
    );
    const { text } = await mailTo(laptop, 'ada@example.org');
    expect(text).toContain(password);
    expect(text).toContain(pageUrl);
    const soon = {
      ...input(ofLaptop),
      email: 'soon@example.org',
      expiresAt: new Date(Date.now() + HOUR_MS).toISOString(),
    };
    await mutationsOf(laptop, 'createDocumentAccessCode', editor).done(soon, selection);
    await mailTo(laptop, soon.email);
    const { keptMails } = await laptop.data('{ keptMails { to at expiresAt } }', {}, admin);
    expect(keptMails).toMatchObject([{ to: soon.email, expiresAt: soon.expiresAt }, { to: 'ada@example.org' }]);
    expect(Date.parse(keptMails[1].expiresAt) - Date.parse(keptMails[1].at)).toBeGreaterThan(6 * DAY_MS);
    expect(
      placesOf(await mutationsOf(headless, 'createDocumentAccessCode', editor).refused(input(ofHeadless))),
    ).toEqual([['input.email', 'INVALID']]);
  } finally {
    await laptop.close();
    await headless.close();
  }
});
