import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { EntityManager } from 'typeorm';
import { Role } from '../../../../src/core/access/role';
import { takeAdvisoryLock } from '../../../../src/database/sql/advisory-lock';
import { sql } from '../../../../src/database/sql/sql';
import type { Activity } from '../../../../src/modules/catalogue/activity/activity.entity';
import type { Network } from '../../../../src/modules/catalogue/network/network.entity';
import type { RestrictedDocument } from '../../../../src/modules/documents/document/restricted-document.entity';
import {
  createAccessCodePassword,
  formatAccessCodePassword,
  hashSecret,
  matchesSecret,
  parseAccessCodePassword,
} from '../../../../src/modules/documents/unlocking/access-code/access-code.password';
import { DocumentAccessCode } from '../../../../src/modules/documents/unlocking/access-code/document-access-code.entity';
import { Account } from '../../../../src/modules/identity/account/account.entity';
import { ApiKey } from '../../../../src/modules/identity/api-key/api-key.entity';
import { PublicationState } from '../../../../src/modules/publishing/publication.entity';
import {
  makeCode,
  makeDocument,
  pagePassword,
  revokeCode,
  setPagePassword,
  startWithNetworks,
  unlock,
} from '../../../support/documents';
import { make, publication } from '../../../support/factories';
import { runDuringUncommittedWrites } from '../../../support/interleaving';
import type { Asker, TestServer } from '../../../support/test-server';
import { admin, editor, member, viewerOf } from '../../../support/viewers';

let server: TestServer;
let network: Network;
let otherNetwork: Network;
let activity: Activity;
let document: RestrictedDocument;

beforeAll(async () => {
  ({ server, network, otherNetwork } = await startWithNetworks());
});

beforeEach(async () => {
  ({ activity, document } = await makeDocument(server, network));
});

afterAll(() => server.close());

const editorOf = ({ id }: Network): Asker => viewerOf(Role.EDITOR, { networkId: id });
const create = `mutation ($input: CreateDocumentAccessCodeInput!) {
  createDocumentAccessCode(input: $input) { password accessCode { id } }
}`;
const revoke = `mutation ($id: ID!) { revokeDocumentAccessCode(input: { id: $id }) { accessCode { id revokedAt } } }`;
const setPassword = `mutation ($input: SetActivityDocumentsPasswordInput!) {
  setActivityDocumentsPassword(input: $input) { activity { id } }
}`;

async function errorOf(mutation: string, variables: object, asker?: Asker): Promise<string | undefined> {
  const { data, errors } = await server.query(mutation, { ...variables }, asker);
  expect(data ?? null).toBeNull();
  const { code, field } = errors![0]!.extensions;
  return field === undefined ? code : `${code} ${field}`;
}

async function rows(table: 'document_access_code' | 'activity_documents_password'): Promise<Record<string, unknown>[]> {
  return server.app.database.read.query(
    table === 'document_access_code'
      ? sql`SELECT * FROM document_access_code WHERE document_id = ${document.id}`
      : sql`SELECT * FROM activity_documents_password WHERE activity_id = ${activity.id} ORDER BY id`,
  );
}

describe('the password of an access code', () => {
  test('has a look-up part of 40 bits and a secret part of 140 random bits, in characters that are easy to read aloud', () => {
    const passwords = Array.from({ length: 200 }, createAccessCodePassword);

    for (const password of passwords) {
      expect(formatAccessCodePassword(password)).toMatch(
        /^([\dABCDEFGHJKMNPQRSTVWXYZ]{4}-){8}[\dABCDEFGHJKMNPQRSTVWXYZ]{4}$/,
      );
      expect(password.lookup).toHaveLength(8);
      expect(password.secret).toHaveLength(28);
    }
    expect(new Set(passwords.flatMap(({ lookup, secret }) => Array.from(lookup + secret))).size).toBe(32);
    expect(new Set(passwords.map(({ secret }) => secret)).size).toBe(200);
  });

  test.each([
    ['as it was printed', (text: string) => text],
    ['in lower case', (text: string) => text.toLowerCase()],
    ['without hyphens', (text: string) => text.replaceAll('-', '')],
    ['with spaces and dashes', (text: string) => `  ${text.replaceAll('-', ' – ')}\n`],
    [
      'with O for 0, and I and l for 1',
      (text: string) => text.replaceAll('0', 'O').replace('1', 'I').replaceAll('1', 'l'),
    ],
  ])('is parsed %s', (_how, retype) => {
    for (let number = 0; number < 50; number++) {
      const password = createAccessCodePassword();
      expect(parseAccessCodePassword(retype(formatAccessCodePassword(password)))).toEqual(password);
    }
  });

  test('matches only if its complete secret part is equal', () => {
    const { secret } = createAccessCodePassword();
    const hash = hashSecret(secret);

    expect(matchesSecret(secret, hash)).toBe(true);
    for (const other of ['', secret.slice(0, -1), `${secret}0`, hash]) expect(matchesSecret(other, hash)).toBe(false);
    expect(matchesSecret(secret, null)).toBe(false);
  });
});

describe('an access code', () => {
  test('is returned once, and stored as a hash of its secret part', async () => {
    const expiresAt = '2999-01-01T00:00:00.000Z';
    const { password, accessCode } = await makeCode(server, document, { recipient: ' Ms X ', expiresAt, maxUses: 3 });
    const { lookup, secret } = parseAccessCodePassword(password);
    const stored = await rows('document_access_code');

    expect(accessCode).toEqual({
      id: accessCode.id,
      recipient: 'Ms X',
      expiresAt,
      maxUses: 3,
      uses: 0,
      revokedAt: null,
    });
    expect(stored).toMatchObject([{ lookup, secretHash: hashSecret(secret) }]);
    expect(JSON.stringify(stored)).not.toContain(secret);
  });

  test('is listed with its uses, newest first, for editors of the document', async () => {
    const first = await makeCode(server, document, { recipient: 'First' });
    const second = await makeCode(server, document, { recipient: 'Second' });
    await unlock(server, document, first.password);
    await revokeCode(server, second.accessCode.id);
    const list =
      'query ($id: ID!) { node(id: $id) { ... on RestrictedDocument { accessCodes { recipient uses revokedAt } } } }';

    for (const asker of [editor, admin, editorOf(network)]) {
      const { node } = await server.data(list, { id: document.globalId }, asker);
      expect(node.accessCodes).toEqual([
        { recipient: 'Second', uses: 0, revokedAt: expect.any(String) },
        { recipient: 'First', uses: 1, revokedAt: null },
      ]);
    }
  });

  test('is not readable for editors of another network, nor for lower roles', async () => {
    const { accessCode } = await makeCode(server, document);
    const path = 'query ($id: ID!) { node(id: $id) { ... on RestrictedDocument { title accessCodes { recipient } } } }';
    const byId = 'query ($id: ID!) { node(id: $id) { ... on DocumentAccessCode { recipient } } }';

    for (const asker of [undefined, member, editorOf(otherNetwork)]) {
      const { data, errors } = await server.query(path, { id: document.globalId }, asker);
      expect(data?.node).toEqual({ title: 'A document', accessCodes: null });
      expect(errors).toMatchObject([{ path: ['node', 'accessCodes'], extensions: { code: 'FORBIDDEN' } }]);
      expect(await server.data(byId, { id: accessCode.id }, asker)).toEqual({ node: null });
    }
    expect(await server.data(byId, { id: accessCode.id }, editorOf(network))).toEqual({
      node: { recipient: 'A prosecutor' },
    });
  });

  test('can be created only by editors of the document', async () => {
    const input = { documentId: document.globalId, recipient: 'X' };

    expect(await errorOf(create, { input })).toBe('FORBIDDEN');
    expect(await errorOf(create, { input }, member)).toBe('FORBIDDEN');
    expect(await errorOf(create, { input }, editorOf(otherNetwork))).toBe('FORBIDDEN');
    expect(await rows('document_access_code')).toEqual([]);
    await server.data(create, { input }, editorOf(network));
    expect(await rows('document_access_code')).toHaveLength(1);
  });

  test('answers NOT_FOUND both for a hidden document and for one that does not exist', async () => {
    const hidden = await make(server.app, (factory) =>
      factory.document({ activityId: activity.id, position: 2, publication: publication(PublicationState.DRAFT) }),
    );
    const gone = Buffer.from('RestrictedDocument:999999').toString('base64url');

    for (const documentId of [hidden.globalId, gone]) {
      expect(await errorOf(create, { input: { documentId, recipient: 'X' } }, editorOf(otherNetwork))).toBe(
        'NOT_FOUND',
      );
    }
    await server.data(create, { input: { documentId: hidden.globalId, recipient: 'X' } }, editorOf(network));
  });

  test.each([
    [{ recipient: ' ' }, 'input.recipient'],
    [{ recipient: 'x'.repeat(201) }, 'input.recipient'],
    [{ maxUses: 0 }, 'input.maxUses'],
    [{ expiresAt: '2026-01-01T00:00:00Z' }, 'input.expiresAt'],
    [{ documentId: 'x' }, 'input.documentId'],
  ])('with %j is rejected', async (wrong, field) => {
    const input = { documentId: document.globalId, recipient: 'X', ...wrong };

    expect(await errorOf(create, { input }, editor)).toBe(`BAD_USER_INPUT ${field}`);
    expect(await rows('document_access_code')).toEqual([]);
  });

  test('reports all problems of the input at once', async () => {
    const input = { documentId: document.globalId, recipient: ' ', maxUses: 0, expiresAt: '2026-01-01T00:00:00Z' };
    const { errors } = await server.query(create, { input }, editor);

    const fields = [
      { path: 'input.recipient', code: 'REQUIRED' },
      { path: 'input.expiresAt', code: 'INVALID' },
      { path: 'input.maxUses', code: 'INVALID' },
    ];
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field: 'input.recipient', fields } }]);
  });

  test('can be revoked only by editors of the document, and keeps the time of the first revocation', async () => {
    const { accessCode } = await makeCode(server, document);
    const { id } = accessCode;

    expect(await errorOf(revoke, { id })).toBe('FORBIDDEN');
    expect(await errorOf(revoke, { id }, member)).toBe('FORBIDDEN');
    expect(await errorOf(revoke, { id }, editorOf(otherNetwork))).toBe('NOT_FOUND');
    expect(await rows('document_access_code')).toMatchObject([{ revokedAt: null }]);

    const first = await server.data(revoke, { id }, editorOf(network));
    server.pass(1000);
    const again = await server.data(revoke, { id }, editor);
    expect(first.revokeDocumentAccessCode.accessCode).toEqual({ id, revokedAt: expect.any(String) });
    expect(again).toEqual(first);
    expect(await errorOf(revoke, { id: document.globalId }, editor)).toBe('BAD_USER_INPUT input.id');
  });
});

describe('an access code ends with the rights of its creator', () => {
  const accountAs = (role: Role) => make(server.app, (factories) => factories.account({ role }));
  const editorFor = ({ id }: Account): Asker => viewerOf(Role.EDITOR, { accountId: id });
  const change = (account: Account, changes: Partial<Account>): Promise<unknown> =>
    server.app.database.write((manager) => manager.update(Account, { id: account.id }, changes));
  const isActive = async (): Promise<boolean> => {
    const query = 'query ($id: ID!) { node(id: $id) { ... on RestrictedDocument { accessCodes { isActive } } } }';
    return (await server.data(query, { id: document.globalId }, editor)).node.accessCodes[0].isActive;
  };
  const accessWith = async (grant: string): Promise<string> => {
    const query =
      'query ($id: ID!) { node(id: $id) { ... on RestrictedDocument { access { reason } content { fileName } } } }';
    const { node } = await server.data(query, { id: document.globalId }, { headers: { 'entente-grants': grant } });
    return node.content === null ? node.access.reason : 'open';
  };

  test.each<[string, (account: Account) => Promise<unknown>]>([
    ['is demoted below EDITOR', (account) => change(account, { role: Role.MEMBER })],
    ['is deleted', (account) => server.app.database.write((manager) => manager.delete(Account, { id: account.id }))],
    ['is bound to another network', (account) => change(account, { networkId: otherNetwork.id })],
  ])('when the account %s: it opens nothing, and so do its grants and its download URLs', async (_what, lose) => {
    const account = await accountAs(Role.EDITOR);
    const { password } = await makeCode(server, document, {}, editorFor(account));
    const { grant } = await unlock(server, document, password);
    const url = `query ($id: ID!) { node(id: $id) { ... on RestrictedDocument { content { downloadUrl } } } }`;
    const asHolder = { headers: { 'entente-grants': grant as string } };
    const { downloadUrl } = (await server.data(url, { id: document.globalId }, asHolder)).node.content;
    expect([await accessWith(grant), await isActive()]).toEqual(['open', true]);

    await lose(account);

    expect(await unlock(server, document, password)).toEqual({ reason: 'EXPIRED', retryAfterSeconds: null });
    expect([await accessWith(grant), await isActive()]).toEqual(['REVOKED', false]);
    expect((await fetch(downloadUrl)).status).toBe(404);
    expect(await rows('document_access_code')).toMatchObject([{ uses: 1, revokedAt: null }]);
  });

  test('and works again when the account has them back', async () => {
    const account = await accountAs(Role.EDITOR);
    const { password } = await makeCode(server, document, {}, editorFor(account));
    await change(account, { role: Role.VIEWER });
    expect(await unlock(server, document, password)).toMatchObject({ reason: 'EXPIRED' });

    await change(account, { role: Role.EDITOR, networkId: network.id });

    expect(await unlock(server, document, password)).toHaveProperty('grant');
  });

  test('when the API key is revoked', async () => {
    const { password } = await makeCode(server, document, {}, editor);
    expect(await unlock(server, document, password)).toHaveProperty('grant');
    const [{ createdByKeyId: id }] = (await rows('document_access_code')) as [{ createdByKeyId: number }];

    const revokedAt = '2026-01-01T00:00:00.000Z';
    await server.app.database.write((manager) => manager.update(ApiKey, { id }, { revokedAt }));
    try {
      expect(await unlock(server, document, password)).toMatchObject({ reason: 'EXPIRED' });
    } finally {
      // The other tests use the same key.
      await server.app.database.write((manager) => manager.update(ApiKey, { id }, { revokedAt: null }));
    }
  });

  test('but one from before creators were recorded, whose creator is unknown, goes on until it is revoked', async () => {
    const { password } = await makeCode(server, document, {}, editor);
    const unknown = { createdById: null, createdByKeyId: null };
    await server.app.database.write((manager) =>
      manager.update(DocumentAccessCode, { documentId: document.id }, unknown),
    );

    expect(await unlock(server, document, password)).toHaveProperty('grant');
  });

  test('and says who that is to those who may see accounts', async () => {
    const account = await accountAs(Role.EDITOR);
    await makeCode(server, document, {}, editorFor(account));
    const query =
      'query ($id: ID!) { node(id: $id) { ... on RestrictedDocument { accessCodes { createdBy { email } } } } }';
    const creatorFor = async (asker: Asker) =>
      (await server.data(query, { id: document.globalId }, asker)).node.accessCodes[0].createdBy;

    expect(await creatorFor(editor)).toEqual({ email: account.email });
    expect(await creatorFor(editorOf(network))).toBeNull();
  });
});

describe('the access codes of a document', () => {
  /** Inserts `count` codes of a document, with unknown passwords. */
  async function fill({ id }: RestrictedDocument, count: number): Promise<void> {
    const codes = Array.from({ length: count }, () => {
      const { lookup, secret } = createAccessCodePassword();
      const terms = { recipient: 'X', expiresAt: null, maxUses: null, uses: 0, revokedAt: '2026-02-01T00:00:00.000Z' };
      const createdAt = '2026-01-01T00:00:00.000Z';
      return { documentId: id, lookup, secretHash: hashSecret(secret), createdAt, createdById: null, ...terms };
    });
    await server.app.database.write((manager) => manager.insert(DocumentAccessCode, codes));
  }

  /**
   * Blocks inserts of codes but not counts, so that all requests have counted before the first one inserts. Call the
   * result to let the inserts continue.
   */
  function blockInserts(): () => Promise<void> {
    const end = new AbortController();
    const { database } = server.app;
    const blocking = database.write(async (manager) => {
      if (database.dialect === 'postgres') await manager.query('LOCK TABLE document_access_code IN SHARE MODE');
      await once(end.signal, 'abort');
    });
    return async () => {
      end.abort();
      await blocking;
    };
  }

  test('are at most 500, including revoked ones, also under concurrent creation', async () => {
    const other = await make(server.app, (factory) => factory.document({ activityId: activity.id, position: 2 }));
    await fill(document, 498);
    const input = { documentId: document.globalId, recipient: 'X' };
    const unblockInserts = blockInserts();
    const asked = Promise.all(Array.from({ length: 6 }, () => server.query(create, { input }, editor)));
    await delay(300);
    await unblockInserts();
    const answers = await asked;
    const conflicts = answers.flatMap(({ errors = [] }) => errors);

    expect(answers.filter(({ errors }) => errors === undefined)).toHaveLength(2);
    expect(conflicts).toHaveLength(4);
    for (const { message, extensions } of conflicts) {
      expect(extensions.code).toBe('CONFLICT');
      expect(message).toMatch(/at most 500 access codes/);
    }
    expect(await rows('document_access_code')).toHaveLength(500);
    expect(await makeCode(server, other)).toHaveProperty('password');
  });

  test('of 50 documents are read with as many statements as those of one', async () => {
    const { many, documents } = await make(server.app, async (factory) => {
      const page = await factory.activity();
      const made = [];
      for (let position = 1; position <= 50; position++) {
        made.push(await factory.document({ activityId: page.id, position }));
      }
      return { many: page, documents: made };
    });
    for (const each of [document, ...documents]) await fill(each, 1);
    const list = `query ($id: ID!) {
      node(id: $id) { ... on Activity { restrictedDocuments { accessCodes { recipient } } } }
    }`;
    const statementsFor = ({ globalId }: Activity, count: number) =>
      server.statementsOf(async () => {
        const { node } = await server.data(list, { id: globalId }, editor);
        expect(node.restrictedDocuments).toEqual(
          Array.from({ length: count }, () => ({ accessCodes: [{ recipient: 'X' }] })),
        );
      });

    expect(await statementsFor(many, 50)).toHaveLength((await statementsFor(activity, 1)).length);
  });
});

describe('the password of a page', () => {
  test('is stored as a bcrypt hash, and only the latest one is valid', async () => {
    await setPagePassword(server, activity, pagePassword);
    await setPagePassword(server, activity, 'loud herons write verdicts');
    const stored = await rows('activity_documents_password');

    expect(stored).toMatchObject([{ replacedAt: expect.any(String) }, { replacedAt: null }]);
    for (const { passwordHash } of stored) expect(passwordHash).toMatch(/^\$2b\$04\$.{53}$/);
    await setPagePassword(server, activity, null);
    expect((await rows('activity_documents_password')).map(({ replacedAt }) => replacedAt)).not.toContain(null);
  });

  test('is known to exist to those who may edit the activity, and to nobody else', async () => {
    const query = 'query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Activity { hasDocumentsPassword } } }';
    const other = (await makeDocument(server, network)).activity;
    await setPagePassword(server, other, pagePassword);
    await setPagePassword(server, other, null);
    const answersTo = async (asker?: Asker): Promise<unknown[]> => {
      const { data } = await server.query(query, { ids: [activity.globalId, other.globalId] }, asker);
      return data!.nodes.map((node: { hasDocumentsPassword: boolean | null }) => node.hasDocumentsPassword);
    };

    expect(await answersTo(editor)).toEqual([false, false]);
    await setPagePassword(server, activity, pagePassword);
    for (const asker of [admin, editor, editorOf(network)]) expect(await answersTo(asker)).toEqual([true, false]);
    for (const asker of [undefined, member, editorOf(otherNetwork)])
      expect(await answersTo(asker)).toEqual([null, null]);
    expect(
      (await server.statementsOf(() => answersTo(editor))).filter((text) => text.includes('password')),
    ).toHaveLength(1);
  });

  test('is only one after concurrent changes', async () => {
    await Promise.all(
      Array.from({ length: 8 }, (_, number) => setPagePassword(server, activity, `${pagePassword} ${number}`)),
    );
    const stored = await rows('activity_documents_password');

    expect(stored).toHaveLength(8);
    expect(stored.filter(({ replacedAt }) => replacedAt === null)).toHaveLength(1);
  });

  test('can be set only by editors of the activity', async () => {
    const input = { activityId: activity.globalId, password: pagePassword };

    expect(await errorOf(setPassword, { input })).toBe('FORBIDDEN');
    expect(await errorOf(setPassword, { input }, member)).toBe('FORBIDDEN');
    expect(await errorOf(setPassword, { input }, editorOf(otherNetwork))).toBe('FORBIDDEN');
    const hidden = await make(server.app, (factory) =>
      factory.activity({ publication: publication(PublicationState.DRAFT) }),
    );
    const ofHidden = { ...input, activityId: hidden.globalId };
    expect(await errorOf(setPassword, { input: ofHidden }, editorOf(otherNetwork))).toBe('NOT_FOUND');
    expect(await rows('activity_documents_password')).toEqual([]);
    await server.data(setPassword, { input }, editorOf(network));
    expect(await rows('activity_documents_password')).toHaveLength(1);
  });

  test.each([
    ['absent', {}],
    ['short', { password: 'hlkj3' }],
    ['common', { password: 'passwordpassword' }],
    ['longer than the 72 bytes that bcrypt reads', { password: 'quiet otters '.repeat(6) }],
  ])('is rejected if it is %s, and the previous one stays valid', async (_what, wrong) => {
    await setPagePassword(server, activity, pagePassword);
    const input = { activityId: activity.globalId, ...wrong };

    expect(await errorOf(setPassword, { input }, editor)).toBe('BAD_USER_INPUT input.password');
    expect(await unlock(server, activity, pagePassword)).toHaveProperty('grant');
  });

  test('is rejected if it is the title of the activity', async () => {
    const titled = await make(server.app, (factory) => factory.activity({ title: 'Controlled deliveries workshop' }));
    const input = { activityId: titled.globalId, password: 'controlled deliveries workshop' };

    expect(await errorOf(setPassword, { input }, editor)).toBe('BAD_USER_INPUT input.password');
  });
});

describe('an editor whose rights are withdrawn at the same moment', () => {
  const withdraw = async (manager: EntityManager, waitedFor: Parameters<typeof takeAdvisoryLock>[1]): Promise<void> => {
    await takeAdvisoryLock(manager, waitedFor);
    await manager.sql`DELETE FROM activity_network WHERE activity_id = ${activity.id}`;
  };

  test('creates no access code', async () => {
    const input = { documentId: document.globalId, recipient: 'X' };

    const code = await runDuringUncommittedWrites(
      server,
      (manager) => withdraw(manager, 'accessCodes'),
      () => errorOf(create, { input }, editorOf(network)),
    );

    expect(code).toBe('FORBIDDEN');
    expect(await rows('document_access_code')).toEqual([]);
  });

  test('revokes no access code', async () => {
    const { accessCode } = await makeCode(server, document);

    const code = await runDuringUncommittedWrites(
      server,
      (manager) => manager.sql`
        UPDATE restricted_document SET deleted_at = ${new Date().toISOString()}, publication_state = 'ARCHIVED'
        WHERE id = ${document.id}`,
      () => errorOf(revoke, { id: accessCode.id }, editorOf(network)),
    );

    expect(code).toBe('NOT_FOUND');
    expect(await rows('document_access_code')).toMatchObject([{ revokedAt: null }]);
  });

  test.each([
    ['sets', 'loud herons write verdicts'],
    ['removes', null],
  ])('%s no password of a page', async (_what, password) => {
    await setPagePassword(server, activity, pagePassword);
    const input = { activityId: activity.globalId, password };

    const code = await runDuringUncommittedWrites(
      server,
      (manager) => withdraw(manager, 'activityPasswords'),
      () => errorOf(setPassword, { input }, editorOf(network)),
    );

    expect(code).toBe('FORBIDDEN');
    expect(await rows('activity_documents_password')).toMatchObject([{ replacedAt: null }]);
  });
});

describe('codes that expire soon', () => {
  const query = `query ($withinDays: Int, $first: Int, $after: String) {
    expiringAccessCodes(withinDays: $withinDays, first: $first, after: $after) {
      nodes { recipient expiresAt isActive document { id } } totalCount pageInfo { endCursor } } }`;

  const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();

  async function recipients(asker: Asker, withinDays?: number): Promise<string[]> {
    const { expiringAccessCodes: codes } = await server.data(query, { withinDays, first: 100 }, asker);
    const mine = codes.nodes.filter((code: Record<string, any>) => code['document'].id === document.globalId);
    return mine.map((code: Record<string, any>) => code['recipient']);
  }

  async function refusal(variables: Record<string, unknown>, asker?: Asker): Promise<unknown> {
    const { data, errors } = await server.query(query, variables, asker);
    expect(data).toEqual({ expiringAccessCodes: null });
    return errors![0]!.extensions;
  }

  beforeEach(async () => {
    await makeCode(server, document, { recipient: 'in a week', expiresAt: inDays(7) });
    await makeCode(server, document, { recipient: 'tomorrow', expiresAt: inDays(1) });
    await makeCode(server, document, { recipient: 'in a month', expiresAt: inDays(30) });
    await makeCode(server, document, { recipient: 'never' });
    const { accessCode } = await makeCode(server, document, { recipient: 'revoked', expiresAt: inDays(2) });
    await revokeCode(server, accessCode.id);
    const { password } = await makeCode(server, document, { recipient: 'used', expiresAt: inDays(2), maxUses: 1 });
    await unlock(server, document, password);
  });

  test('are listed, the first to expire first, with their documents', async () => {
    expect(await recipients(editor)).toEqual(['tomorrow', 'in a week']);
    expect(await recipients(editor, 2)).toEqual(['tomorrow']);
    expect(await recipients(editor, 31)).toEqual(['tomorrow', 'in a week', 'in a month']);
  });

  test('are paged by their end', async () => {
    const page = async (after: string | null) =>
      (await server.data(query, { withinDays: 31, first: 1, after }, editorOf(network))).expiringAccessCodes;
    const seen: string[] = [];
    for (let after: string | null = null, left = 100; left > 0; left -= 1) {
      const { nodes, pageInfo } = await page(after);
      if (nodes.length === 0) break;
      seen.push(nodes[0].expiresAt);
      after = pageInfo.endCursor;
    }
    expect(seen.length).toBeGreaterThanOrEqual(3);
    expect(seen).toEqual([...seen].sort());
  });

  test('are those of documents that the viewer may edit', async () => {
    expect(await recipients(editorOf(network))).toEqual(['tomorrow', 'in a week']);
    expect(await recipients(editorOf(otherNetwork))).toEqual([]);
    for (const asker of [undefined, member]) expect(await refusal({}, asker)).toMatchObject({ code: 'FORBIDDEN' });
  });

  test.each([0, 367])('are refused within %d days', async (withinDays) => {
    expect(await refusal({ withinDays }, editor)).toMatchObject({ code: 'BAD_USER_INPUT', field: 'withinDays' });
  });
});
