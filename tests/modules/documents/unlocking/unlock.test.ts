import { Role } from '../../../../src/core/access/role';
import { sql } from '../../../../src/database/sql/sql';
import { DatabaseUnavailableError, TooManyRequestsError } from '../../../../src/errors';
import type { Activity } from '../../../../src/modules/catalogue/activity/activity.entity';
import type { RestrictedDocument } from '../../../../src/modules/documents/document/restricted-document.entity';
import { Passwords } from '../../../../src/modules/identity/password/passwords';
import { PublicationState } from '../../../../src/modules/publishing/publication.entity';
import {
  fromNewAddress,
  makeCode,
  pagePassword,
  revokeCode,
  setPagePassword,
  unlock,
  unlockActivity,
  unlockDocument,
  withBrokenLog,
} from '../../../support/documents';
import { make, publication } from '../../../support/factories';
import { recordWrites } from '../../../support/recorded-writes';
import { startTestServer, type TestServer } from '../../../support/test-server';
import { minimumsOf } from '../../../support/timing';
import { viewerOf } from '../../../support/viewers';

const minute = 60_000;
const wrongPassword = { reason: 'WRONG_PASSWORD', retryAfterSeconds: null };

let server: TestServer;
let activity: Activity;
let document: RestrictedDocument;

beforeAll(async () => {
  // At this cost bcrypt takes about 15 milliseconds: long enough to notice in the timing test if it is skipped.
  server = await startTestServer({ DEMO_DATA: 'false', TRUST_PROXY: '127.0.0.1', BCRYPT_COST: '8' });
});

beforeEach(() =>
  make(server.app, async (create) => {
    activity = await create.activity();
    document = await create.document({ activityId: activity.id, contentVersion: 1 });
    await create.content({ documentId: document.id });
  }),
);

afterAll(() => server.close());

interface LoggedEvent {
  readonly action: string;
  readonly actor: string;
  readonly address: string | null;
  readonly documentId: number | null;
}

async function eventsOf(work: () => Promise<unknown>): Promise<LoggedEvent[]> {
  const { read } = server.app.database;
  const [last] = await read.query<{ id: number | null }>(sql`SELECT max(id) AS id FROM document_access_event`);
  await work();
  return read.query(sql`
    SELECT action, actor, address, document_id FROM document_access_event WHERE id > ${last?.id ?? 0} ORDER BY id`);
}

async function usesOf(id: number): Promise<number> {
  const [code] = await server.app.database.read.query<{ uses: number }>(
    sql`SELECT uses FROM document_access_code WHERE document_id = ${id}`,
  );
  return code!.uses;
}

describe('a password that matches', () => {
  test('returns the content of its document in the same response', async () => {
    const { password } = await makeCode(server, document);
    const result = await unlock(server, document, password);

    expect(result).toEqual({
      grant: expect.stringMatching(/^entg_/),
      expiresAt: expect.any(String),
      documents: [
        {
          id: document.globalId,
          access: { state: 'UNLOCKED', reason: 'UNLOCKED_BY_PASSWORD', expiresAt: result['expiresAt'] },
          content: { fileName: 'A file.pdf' },
        },
      ],
    });
  });

  test('of a page opens all documents of the page that have a file, by position', async () => {
    const [second, , hidden] = await make(server.app, async (create) => [
      await create.document({ activityId: activity.id, position: 2, contentVersion: 1 }),
      await create.document({ activityId: activity.id, position: 3, contentVersion: null }),
      await create.document({
        activityId: activity.id,
        position: 4,
        contentVersion: 1,
        publication: publication(PublicationState.DRAFT),
      }),
    ]);
    await setPagePassword(server, activity, pagePassword);
    const { documents } = await unlock(server, activity, pagePassword);

    expect(documents.map(({ id }: { id: string }) => id)).toEqual([document.globalId, second.globalId]);
    expect(JSON.stringify(documents)).not.toContain(hidden.globalId);
  });

  test('unlocks the document on every path of the same response, and in no other response', async () => {
    const { password } = await makeCode(server, document);
    const { data } = await server.query(
      `mutation ($id: ID!, $password: String!) {
        unlockDocument(input: { documentId: $id, password: $password }) {
          ... on DocumentsUnlocked { documents { activity { restrictedDocuments { content { fileName } } } } }
        }
      }`,
      { id: document.globalId, password },
      { headers: fromNewAddress() },
    );
    const next = await server.data(
      'query ($id: ID!) { node(id: $id) { ... on RestrictedDocument { content { fileName } } } }',
      {
        id: document.globalId,
      },
    );

    expect(data!['unlockDocument'].documents[0].activity.restrictedDocuments).toEqual([
      { content: { fileName: 'A file.pdf' } },
    ]);
    expect(next.node.content).toBeNull();
  });

  test('opens a document once its file has come', async () => {
    const values = { activityId: activity.id, position: 2, contentVersion: null };
    const empty = await make(server.app, (create) => create.document(values));
    const { password } = await makeCode(server, empty);
    expect(await unlock(server, empty, password)).toMatchObject({ reason: 'WRONG_PASSWORD' });

    await make(server.app, (create) => create.content({ documentId: empty.id }));
    await server.app.database.write((manager) => manager.save(Object.assign(empty, { contentVersion: 1 })));

    expect(await unlock(server, empty, password)).toMatchObject({ documents: [{ id: empty.globalId }] });
  });
});

describe('failures that must not be distinguishable', () => {
  interface Case {
    readonly id: string;
    readonly password: string;
  }

  async function documentCases(): Promise<Case[]> {
    const { password } = await makeCode(server, document);
    const other = await make(server.app, async (create) => {
      const draft = await create.activity({ publication: publication(PublicationState.DRAFT) });
      return {
        without: await create.document({ activityId: activity.id, position: 2, contentVersion: 1 }),
        hidden: await create.document({
          activityId: activity.id,
          position: 3,
          contentVersion: 1,
          publication: publication(PublicationState.DRAFT),
        }),
        ofDraft: await create.document({ activityId: draft.id, contentVersion: 1 }),
      };
    });
    const ofHidden = await makeCode(server, other.hidden);
    const ofDraft = await makeCode(server, other.ofDraft);
    const wrongSecret = `${password.slice(0, 9)}-0000-0000-0000-0000-0000-0000-0000`;
    return [
      { id: document.globalId, password: 'wrong' },
      { id: document.globalId, password: '' },
      { id: document.globalId, password: wrongSecret },
      { id: document.globalId, password: ofHidden.password },
      { id: other.without.globalId, password },
      { id: other.hidden.globalId, password: ofHidden.password },
      { id: other.ofDraft.globalId, password: ofDraft.password },
      { id: Buffer.from('RestrictedDocument:999999').toString('base64url'), password },
      { id: activity.globalId, password },
      { id: 'no id', password },
    ];
  }

  async function activityCases(): Promise<Case[]> {
    await setPagePassword(server, activity, pagePassword);
    const [without, hidden] = await make(server.app, async (create) => [
      await create.activity(),
      await create.activity({ publication: publication(PublicationState.DRAFT) }),
    ]);
    await setPagePassword(server, hidden, pagePassword);
    return [
      { id: activity.globalId, password: 'wrong' },
      { id: activity.globalId, password: `${pagePassword}${'!'.repeat(72)}` },
      { id: without.globalId, password: pagePassword },
      { id: hidden.globalId, password: pagePassword },
      { id: Buffer.from('Activity:999999').toString('base64url'), password: pagePassword },
      { id: document.globalId, password: pagePassword },
      { id: 'no id', password: pagePassword },
    ];
  }

  const kinds = [
    ['a document', unlockDocument, documentCases],
    ['a page', unlockActivity, activityCases],
  ] as const;

  const answer = (mutation: string, variables: Case) =>
    server.query(mutation, { ...variables }, { headers: fromNewAddress() });

  test.each(kinds)('return the same result for %s', async (_kind, mutation, makeCases) => {
    for (const variables of await makeCases()) {
      const { data, errors } = await answer(mutation, variables);
      expect(errors).toBeUndefined();
      expect(Object.values(data!)).toEqual([wrongPassword]);
    }
  });

  test.each(kinds)('run the same statements for %s, and append one log entry', async (_kind, mutation, makeCases) => {
    const cases = await makeCases();
    const recorded: string[][] = [];
    for (const variables of cases) {
      const events = await eventsOf(async () => {
        recorded.push(await server.statementsOf(() => answer(mutation, variables)));
      });
      expect(events.map(({ action }) => action)).toEqual(['UNLOCK_REFUSED']);
    }

    expect(recorded[0]!.length).toBeGreaterThan(1);
    for (const statements of recorded) expect(statements).toEqual(recorded[0]);
  });

  test.each(kinds)(
    'take the same time for %s',
    async (_kind, mutation, makeCases) => {
      const cases = await makeCases();
      const fastest = await minimumsOf(
        1.8,
        cases.map((variables) => () => answer(mutation, variables)),
      );

      expect(Math.max(...fastest) / Math.min(...fastest)).toBeLessThan(1.8);
    },
    // On a busy machine, it takes up to 100 rounds of slow answers until the fastest of each case are alike.
    180_000,
  );

  test('log no document that the viewer may not see', async () => {
    const cases = await documentCases();
    const logged = await eventsOf(async () => {
      for (const variables of cases) await answer(unlockDocument, variables);
    });
    const without = logged[4]!.documentId;

    expect(logged.map(({ documentId }) => documentId)).toEqual([
      ...Array.from({ length: 4 }, () => document.id),
      without,
      ...Array.from({ length: 5 }, () => null),
    ]);
    expect(without).not.toBeNull();
  });
});

describe('an access code that has ended', () => {
  const inAnHour = new Date(Date.now() + 60 * minute).toISOString();

  test.each<[string, { expiresAt?: string; maxUses?: number }, (id: string, password: string) => unknown]>([
    ['has expired', { expiresAt: inAnHour }, () => server.pass(60 * minute)],
    ['was revoked', {}, (id) => revokeCode(server, id)],
    ['is used up', { maxUses: 1 }, (_id, password) => unlock(server, document, password)],
  ])('because it %s returns EXPIRED for its password, and WRONG_PASSWORD for any other', async (_why, terms, end) => {
    const { password, accessCode } = await makeCode(server, document, { recipient: 'Ms X', ...terms });
    await end(accessCode.id, password);
    const uses = await usesOf(document.id);
    let result;
    const logged = await eventsOf(async () => {
      result = await unlock(server, document, password);
    });

    expect(result).toEqual({ reason: 'EXPIRED', retryAfterSeconds: null });
    expect(await unlock(server, document, `${password.slice(0, -1)}${password.endsWith('0') ? '1' : '0'}`)).toEqual(
      wrongPassword,
    );
    expect(logged).toMatchObject([{ action: 'UNLOCK_REFUSED', actor: 'recipient "Ms X"', documentId: document.id }]);
    expect(await usesOf(document.id)).toBe(uses);
  });

  test('unlocks no more often than maxUses under concurrent attempts', async () => {
    const { password } = await makeCode(server, document, { maxUses: 3 });
    const results = await Promise.all(Array.from({ length: 10 }, () => unlock(server, document, password)));

    expect(results.filter((result) => 'grant' in result)).toHaveLength(3);
    expect(results.filter(({ reason }) => reason === 'EXPIRED')).toHaveLength(7);
    expect(await usesOf(document.id)).toBe(3);
  });
});

describe('the password of a page', () => {
  /** Runs `work` after the next password was compared, and before its result is recorded. */
  function afterComparison(work: () => Promise<void>): void {
    const spy = jest.spyOn(Passwords.prototype, 'matches').mockImplementationOnce(async function (
      this: Passwords,
      ...tried
    ) {
      spy.mockRestore();
      const isRight = await this.matches(...tried);
      await work();
      return isRight;
    });
  }

  test.each([
    ['replaced', 'loud herons write verdicts'],
    ['removed', null],
  ])('unlocks nothing if it was %s during the comparison', async (_how, next) => {
    await setPagePassword(server, activity, pagePassword);
    const { read } = server.app.database;
    const countGrants = () => read.query(sql`SELECT count(*) AS n FROM document_grant`);
    const before = await countGrants();
    afterComparison(() => setPagePassword(server, activity, next));
    let result;
    const logged = await eventsOf(async () => {
      result = await unlock(server, activity, pagePassword);
    });

    expect(result).toEqual({ reason: 'EXPIRED', retryAfterSeconds: null });
    expect(logged).toMatchObject([{ action: 'UNLOCK_REFUSED', documentId: document.id }]);
    expect(await countGrants()).toEqual(before);
    expect(await unlock(server, activity, pagePassword)).toEqual(wrongPassword);
  });

  test('unlocks nothing if the same password was set again during the comparison, but does at the next attempt', async () => {
    await setPagePassword(server, activity, pagePassword);
    afterComparison(() => setPagePassword(server, activity, pagePassword));

    expect(await unlock(server, activity, pagePassword)).toEqual({ reason: 'EXPIRED', retryAfterSeconds: null });
    expect(await unlock(server, activity, pagePassword)).toHaveProperty('grant');
  });

  test('is not counted as a failed attempt if the comparison throws', async () => {
    const countFailures = () =>
      server.app.database.read.query(sql`SELECT coalesce(sum(failures), 0) AS n FROM failed_attempts`);
    const before = await countFailures();
    const fail = jest.spyOn(Passwords.prototype, 'matches').mockRejectedValueOnce(new Error('on purpose'));
    await expect(unlock(server, activity, pagePassword)).rejects.toThrow('INTERNAL_SERVER_ERROR');

    expect(fail).toHaveBeenCalledTimes(1);
    fail.mockRestore();
    expect(await countFailures()).toEqual(before);
  });

  test.each([
    ['is not counted if it was correct', pagePassword, 0],
    ['is counted if it was wrong', 'wrong', 2],
  ])('that the database cannot log %s', async (_name, password, counted) => {
    await setPagePassword(server, activity, pagePassword);
    const { database } = server.app;
    const countFailures = async (): Promise<number> => {
      const [row] = await database.read.query<{ n: number | string }>(
        sql`SELECT coalesce(sum(failures), 0) AS n FROM failed_attempts`,
      );
      return Number(row!.n);
    };
    const before = await countFailures();
    const [write, failure] = [database.write.bind(database), new DatabaseUnavailableError(new Error('disk is full'))];
    // The first unit of work counts the attempt, and the second one logs the result.
    const spy = jest.spyOn(database, 'write').mockImplementationOnce(write).mockRejectedValueOnce(failure);
    await expect(unlock(server, activity, password)).rejects.toThrow('OVERLOADED');
    spy.mockRestore();

    expect(await countFailures()).toBe(before + counted);
  });

  test('is refused without any change while too many passwords wait', async () => {
    await setPagePassword(server, activity, pagePassword);
    const writes = await recordWrites(server.app.database);
    const full = jest.spyOn(Passwords.prototype, 'assertCapacity').mockImplementation(() => {
      throw new TooManyRequestsError('There is no room', 5);
    });
    try {
      expect(await unlock(server, activity, pagePassword)).toEqual({
        reason: 'TOO_MANY_ATTEMPTS',
        retryAfterSeconds: 5,
      });
      expect(writes.texts).toEqual([]);
    } finally {
      full.mockRestore();
      writes.stop();
    }
    expect(await unlock(server, activity, pagePassword)).toHaveProperty('grant');
  });
});

describe('guessing', () => {
  test('is evaluated a few times, and then refused without a password check, even for the right password', async () => {
    const { password } = await makeCode(server, document);
    const address = fromNewAddress();
    const reasons: string[] = [];
    let last: Record<string, any> = {};
    const logged = await eventsOf(async () => {
      for (let number = 0; number < 12; number++) {
        reasons.push((await unlock(server, document, `guess ${number}`, address))['reason']);
      }
      last = await unlock(server, document, password, address);
    });
    const evaluated = reasons.filter((reason) => reason === 'WRONG_PASSWORD').length;

    expect(evaluated).toBeGreaterThanOrEqual(3);
    expect(evaluated).toBeLessThanOrEqual(6);
    expect(reasons.slice(evaluated)).toEqual(Array.from({ length: 12 - evaluated }, () => 'TOO_MANY_ATTEMPTS'));
    expect(last).toEqual({ reason: 'TOO_MANY_ATTEMPTS', retryAfterSeconds: expect.any(Number) });
    expect(logged).toHaveLength(evaluated);
    expect(await unlock(server, document, password)).toHaveProperty('grant');
    server.pass(2 * minute);
    expect(await unlock(server, document, password, address)).toHaveProperty('grant');
  });

  test('is no longer counted after the correct password, which does not count itself', async () => {
    const { password } = await makeCode(server, document);
    const address = fromNewAddress();
    for (let time = 0; time < 32; time += 1) {
      expect(await unlock(server, document, password, address)).toHaveProperty('grant');
    }
    for (let round = 0; round < 2; round += 1) {
      for (let time = 0; time < 4; time += 1) {
        expect(await unlock(server, document, 'wrong', address)).toEqual(wrongPassword);
      }
      expect(await unlock(server, document, password, address)).toHaveProperty('grant');
    }
  });

  test('gets only one attempt per operation, however many aliases it has', async () => {
    const { password } = await makeCode(server, document);
    const guesses = Array.from(
      { length: 20 },
      (_, number) => `g${number}: unlockDocument(input: { documentId: "${document.globalId}", password: "${number}" }) {
        ... on UnlockRefused { reason retryAfterSeconds }
      }`,
    );
    const right = `right: unlockDocument(input: { documentId: "${document.globalId}", password: "${password}" }) {
      ... on UnlockRefused { reason }
    }`;
    let data: Record<string, any> | null | undefined;
    const logged = await eventsOf(async () => {
      ({ data } = await server.query(`mutation { ${guesses.join(' ')} ${right} }`, {}, { headers: fromNewAddress() }));
    });
    const [first, ...others] = Object.values(data!).map(({ reason }) => reason);

    expect(first).toBe('WRONG_PASSWORD');
    expect(others).toEqual(Array.from({ length: 20 }, () => 'TOO_MANY_ATTEMPTS'));
    expect(logged).toHaveLength(1);
  });

  test('with hundreds of passwords at once from one address gets as few checked as one after another', async () => {
    await setPagePassword(server, activity, pagePassword);
    const address = fromNewAddress();
    const compared = jest.spyOn(Passwords.prototype, 'matches');
    const reasons: string[] = [];
    for (let round = 0; round < 20; round++) {
      const results = await Promise.all(
        Array.from({ length: 20 }, (_, number) =>
          unlock(server, [document, activity][number % 2]!, `${round} ${number}`, address),
        ),
      );
      reasons.push(...results.map(({ reason }) => reason));
    }
    const comparisons = compared.mock.calls.length;
    compared.mockRestore();

    // Five or six at the document, and as many at the page, whose password is compared by bcrypt.
    expect(reasons.filter((reason) => reason === 'WRONG_PASSWORD').length).toBeLessThanOrEqual(12);
    expect(comparisons).toBeGreaterThanOrEqual(3);
    expect(comparisons).toBeLessThanOrEqual(6);
  });

  test('leaves other requests to be answered while a password is compared', async () => {
    await setPagePassword(server, activity, pagePassword);
    // Comparing with it takes as long as hundreds of small requests.
    const { decoy } = new Passwords(13);
    await server.app.database.write(
      (manager) =>
        manager.sql`UPDATE activity_documents_password SET password_hash = ${decoy} WHERE activity_id = ${activity.id}`,
    );
    const compared = new AbortController();
    const guess = unlock(server, activity, 'guess').finally(() => {
      compared.abort();
    });
    let answered = 0;
    while (!compared.signal.aborted) {
      await server.data('{ __typename }');
      answered += 1;
    }

    expect(await guess).toEqual(wrongPassword);
    // Were it compared in the server's thread, two or three would be: those before and after it.
    expect(answered).toBeGreaterThan(10);
  });
});

describe('the access log', () => {
  test('names the recipient of the password and the account that has signed in', async () => {
    const account = await make(server.app, (create) => create.account({ email: 'ms.y@example.org' }));
    const authorization = `Bearer ${await server.tokenOf(viewerOf(Role.VIEWER, { accountId: account.id }))}`;
    const { password } = await makeCode(server, document, { recipient: 'Ms X' });
    await setPagePassword(server, activity, pagePassword);
    const logged = await eventsOf(async () => {
      await unlock(server, document, password, { 'x-forwarded-for': '192.0.2.1' });
      await unlock(server, document, password, { 'x-forwarded-for': '2001:DB8::0:1', authorization });
      await unlock(server, activity, pagePassword, { 'x-forwarded-for': '::ffff:192.0.2.1' });
      await unlock(server, document, 'wrong', { 'x-forwarded-for': '192.0.2.1', authorization });
      await unlock(server, document, 'wrong', { 'x-forwarded-for': '192.0.2.1' });
    });

    expect(logged.map(({ action, actor, address }) => [action, actor, address])).toEqual([
      ['UNLOCKED', 'recipient "Ms X"', '192.0.2.1'],
      ['UNLOCKED', 'ms.y@example.org as recipient "Ms X"', '2001:db8::1'],
      ['UNLOCKED', 'password of the page', '192.0.2.1'],
      ['UNLOCK_REFUSED', 'ms.y@example.org', '192.0.2.1'],
      ['UNLOCK_REFUSED', 'nobody known', '192.0.2.1'],
    ]);
    expect(new Set(logged.map(({ documentId }) => documentId))).toEqual(new Set([document.id]));
  });

  test('has an entry for each document that the password of the page unlocks, and one for a wrong password', async () => {
    await make(server.app, (create) => create.document({ activityId: activity.id, position: 2 }));
    await setPagePassword(server, activity, pagePassword);

    expect(await eventsOf(() => unlock(server, activity, 'wrong'))).toMatchObject([
      { action: 'UNLOCK_REFUSED', documentId: document.id },
    ]);
    expect(await eventsOf(() => unlock(server, activity, pagePassword))).toHaveLength(2);
  });

  test('makes the whole attempt fail if it cannot be written: nothing is unlocked, and no use is counted', async () => {
    const { password } = await makeCode(server, document, { maxUses: 1 });
    const { database } = server.app;
    const countGrants = () => database.read.query(sql`SELECT count(*) AS n FROM document_grant`);
    const grants = await countGrants();
    await withBrokenLog(server, async () => {
      for (const tried of [password, 'wrong']) {
        const { data, errors } = await server.query(
          unlockDocument,
          { id: document.globalId, password: tried },
          { headers: fromNewAddress() },
        );
        expect(data ?? null).toBeNull();
        expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['INTERNAL_SERVER_ERROR']);
      }
    });

    expect(await countGrants()).toEqual(grants);
    expect(await usesOf(document.id)).toBe(0);
    expect(await unlock(server, document, password)).toHaveProperty('grant');
  });
});
