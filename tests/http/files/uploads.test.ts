import { once } from 'node:events';
import fs, { readFile } from 'node:fs/promises';
import { ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { EntityManager } from 'typeorm';
import { Role } from '../../../src/core/access/role';
import { hashToken } from '../../../src/core/access/token';
import { Database } from '../../../src/database/database';
import { sql } from '../../../src/database/sql/sql';
import { RestrictedDocument } from '../../../src/modules/documents/document/restricted-document.entity';
import { Account } from '../../../src/modules/identity/account/account.entity';
import { ApiKey } from '../../../src/modules/identity/api-key/api-key.entity';
import { Session } from '../../../src/modules/identity/session/session.entity';
import { PublicationState } from '../../../src/modules/publishing/publication.entity';
import { newAttachment } from '../../support/attachments';
import {
  contentOf,
  createDocument,
  createDocumentWith,
  globalIdOf,
  type NewDocument,
  put,
  replacementUrlOf,
  sha256Of,
  storedFiles,
  textOf,
  until,
} from '../../support/contents';
import { factories, make, publication } from '../../support/factories';
import { runDuringUncommittedWrites } from '../../support/interleaving';
import { mutationsOf, placesOf } from '../../support/mutations';
import { bearer } from '../../support/sign-in';
import { startTestServer, type TestServer } from '../../support/test-server';
import { admin, editor, member, type TestViewer, tokenOf, viewerOf } from '../../support/viewers';

const maxBytes = 3_000_000;

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({
    DEMO_DATA: 'false',
    MAX_UPLOAD_BYTES: String(maxBytes),
    CORS_ORIGINS: 'https://site.example',
  });
});

afterAll(() => server.close());

async function errorOf(answer: Response): Promise<{ status: number; code: string; version?: number; message: string }> {
  const { errors } = (await answer.json()) as {
    errors: { message: string; extensions: { code: string; version?: number } }[];
  };
  return { status: answer.status, ...errors[0]!.extensions, message: errors[0]!.message };
}

interface UploadRow {
  readonly fileKey: string | null;
  readonly takenBy: string | null;
  readonly completedAt: string | null;
}

async function uploadsOf(document: NewDocument): Promise<UploadRow[]> {
  return server.app.database.read.query<UploadRow>(sql`
    SELECT u.file_key, c.taken_by, u.completed_at
    FROM document_upload u LEFT JOIN file_claim c ON c.file_key = u.file_key
    WHERE u.document_id = ${document.id} ORDER BY u.id`);
}

/** Expects that a document has no file, the store has no new file, and the upload is still open. */
async function expectNothingOf(document: NewDocument, filesBefore: readonly string[]): Promise<void> {
  await until(async () => (await uploadsOf(document))[0]!.takenBy === null, 'the upload is let go of');
  expect(await contentOf(server, document.globalId, editor)).toBeNull();
  expect(await storedFiles(server)).toEqual(filesBefore);
  expect(await uploadsOf(document)).toEqual([{ fileKey: null, takenBy: null, completedAt: null }]);
}

/** The holder of an upload address. */
interface Given {
  readonly token: string;
  /** Null for an API key. */
  readonly account: Account | null;
  readonly document: NewDocument;
}

function change(work: (manager: EntityManager) => Promise<unknown>): Promise<unknown> {
  return server.app.database.write(work);
}

/** Writes a PUT request by hand. */
async function connectTo(url: string, headers: readonly string[]): Promise<Socket> {
  const { hostname, port, pathname, search, host } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write([`PUT ${pathname}${search} HTTP/1.1`, `Host: ${host}`, ...headers, '', ''].join('\r\n'));
  return socket;
}

async function readAll(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await once(socket, 'close');
  return text;
}

describe('createRestrictedDocument', () => {
  const create = `mutation ($input: CreateRestrictedDocumentInput!) { createRestrictedDocument(input: $input) {
    restrictedDocument { title position access { state reason } content { fileName } activity { id } }
    uploadUrl uploadUrlExpiresAt } }`;

  test('adds documents to an activity one after another, each with an address that is valid for an hour', async () => {
    const { id } = await make(server.app, (made) => made.activity());
    const inputs = ['One', ' Two ', 'Three'].map((title) => ({
      activityId: globalIdOf('Activity', id),
      title,
      fileName: 'a.pdf',
    }));
    const before = Date.now();
    const answers = await Promise.all(inputs.map((input) => server.data(create, { input }, editor)));

    const payloads = answers.map(({ createRestrictedDocument }) => createRestrictedDocument);
    expect(payloads.map(({ restrictedDocument }) => restrictedDocument.position).sort()).toEqual([1, 2, 3]);
    expect(payloads.map(({ restrictedDocument }) => restrictedDocument.title).sort()).toEqual(['One', 'Three', 'Two']);
    for (const { restrictedDocument, uploadUrl, uploadUrlExpiresAt } of payloads) {
      expect(restrictedDocument).toMatchObject({
        access: { state: 'LOCKED', reason: 'NO_CONTENT' },
        content: null,
        activity: { id: globalIdOf('Activity', id) },
      });
      expect(uploadUrl).toMatch(new RegExp(`^${server.address}/documents/uploads\\?token=entu_[\\w-]{43}$`));
      expect(Date.parse(uploadUrlExpiresAt) - before).toBeGreaterThan(3_590_000);
      expect(Date.parse(uploadUrlExpiresAt) - before).toBeLessThan(3_610_000);
    }
    const rows = await server.app.database.read.query(
      sql`SELECT publication_state FROM restricted_document WHERE activity_id = ${id}`,
    );
    expect(rows).toEqual(Array(3).fill({ publicationState: PublicationState.PUBLISHED }));
  });

  test('requires permission to edit the activity', async () => {
    const { network, other, activity, draft } = await make(server.app, async (made) => {
      const networks = { network: await made.network(), other: await made.network() };
      const activity = await made.activity();
      await made.takesPart(activity, networks.network);
      return {
        ...networks,
        activity,
        draft: await made.activity({ publication: publication(PublicationState.DRAFT) }),
      };
    });
    const inputOf = (id: number) => ({
      input: { activityId: globalIdOf('Activity', id), title: 'T', fileName: 'a.pdf' },
    });
    const ask = async (id: number, role: Role | null, networkId: number | null = null) => {
      const { errors } = await server.query(
        create,
        inputOf(id),
        role === null ? undefined : viewerOf(role, { networkId }),
      );
      return errors?.map(({ extensions }) => extensions.code) ?? 'done';
    };
    const count = async () => (await server.app.database.read.query(sql`SELECT id FROM restricted_document`)).length;
    const before = await count();

    expect(await ask(activity.id, null)).toEqual(['FORBIDDEN']);
    expect(await ask(activity.id, Role.MEMBER)).toEqual(['FORBIDDEN']);
    expect(await ask(activity.id, Role.EDITOR, other.id)).toEqual(['FORBIDDEN']);
    expect(await ask(draft.id, Role.EDITOR, other.id)).toEqual(['NOT_FOUND']);
    expect(await ask(999_999, Role.EDITOR)).toEqual(['NOT_FOUND']);
    expect(await count()).toBe(before);

    expect(await ask(activity.id, Role.EDITOR, network.id)).toBe('done');
    expect(await ask(draft.id, Role.EDITOR)).toBe('done');
  });

  test.each([
    ['activityId', { activityId: globalIdOf('Network', 1) }],
    ['activityId', { activityId: 'nonsense' }],
    ['title', { title: '  ' }],
    ['title', { title: 'x'.repeat(501) }],
    ['fileName', { fileName: '../passwd' }],
    ['fileName', { fileName: 'invoice\u202Efdp.exe' }],
    ['fileName', { fileName: 'Report.exe' }],
    ['fileName', { fileName: 'Report.doc' }],
    ['fileName', { fileName: 'Report' }],
  ])('reports a wrong %s', async (field, wrong) => {
    const { id } = await make(server.app, (made) => made.activity());
    const input = { activityId: globalIdOf('Activity', id), title: 'T', fileName: 'a.pdf', ...wrong };
    const { errors } = await server.query(create, { input }, editor);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: `input.${field}` });
  });
});

test('an activity has at most 500 documents, those in the trash included, and keeps more that it has already', async () => {
  const { id, globalId: activityId } = await make(server.app, async (made) => {
    const activity = await made.activity();
    await made.document({ activityId: activity.id, position: 1 });
    return activity;
  });
  const copyUpTo = (count: number): Promise<unknown> =>
    change((manager) =>
      manager.query(`INSERT INTO restricted_document (activity_id, position, title, content_version, publication_state, version)
        WITH RECURSIVE positions (position) AS (
          SELECT max(position) + 1 FROM restricted_document WHERE activity_id = ${id}
          UNION ALL SELECT position + 1 FROM positions WHERE position < ${count})
        SELECT ${id}, position, 'A copy', NULL, 'PUBLISHED', 1 FROM positions`),
    );
  const create = mutationsOf(server, 'createRestrictedDocument', editor);
  const input = { activityId, title: 'One more', fileName: 'a.pdf' };
  await copyUpTo(499);

  const { restrictedDocument } = await create.done(
    input,
    'restrictedDocument { id position version: publication { version } }',
  );
  expect(restrictedDocument.position).toBe(500);
  const trashed = { id: restrictedDocument.id, version: 1 };
  await mutationsOf(server, 'deleteRestrictedDocument', editor).done(trashed, 'deletedId');
  expect(await create.refused(input)).toMatchObject({
    code: 'CONFLICT',
    message: 'An activity can have at most 500 documents, including those in the trash',
  });

  await copyUpTo(600);
  const move = { id: restrictedDocument.id, version: 2 };
  const restored = await mutationsOf(server, 'restoreRestrictedDocument', editor).done(
    move,
    'restrictedDocument { publication { version } }',
  );
  const { version } = restored['restrictedDocument'].publication;
  await mutationsOf(server, 'updateRestrictedDocument', editor).done(
    { id: restrictedDocument.id, version, position: 600 },
    '__typename',
  );
  const { node } = await server.data(
    'query ($id: ID!) { node(id: $id) { ... on Activity { restrictedDocuments { position title } } } }',
    { id: activityId },
    editor,
  );
  expect(node.restrictedDocuments).toHaveLength(600);
  expect(node.restrictedDocuments[599]).toEqual({ position: 600, title: 'One more' });
});

test('reports all problems of a document at once, and creates none', async () => {
  const { id, globalId: activityId } = await make(server.app, (made) => made.activity());
  const refusal = await mutationsOf(server, 'createRestrictedDocument', editor).refused({
    activityId,
    title: ' ',
    fileName: '',
  });

  expect(refusal.code).toBe('BAD_USER_INPUT');
  expect(placesOf(refusal)).toEqual([
    ['input.fileName', 'REQUIRED'],
    ['input.title', 'REQUIRED'],
  ]);
  expect(
    await server.app.database.read.query(sql`SELECT id FROM restricted_document WHERE activity_id = ${id}`),
  ).toEqual([]);
});

describe('replaceRestrictedDocumentFile', () => {
  const replace = `mutation ($input: ReplaceRestrictedDocumentFileInput!) { replaceRestrictedDocumentFile(input: $input) {
    restrictedDocument { id content { version fileName } } uploadUrl uploadUrlExpiresAt } }`;

  test('creates a new version once the upload is complete, and keeps the old one in the history', async () => {
    const document = await createDocumentWith(server, textOf(1000), { fileName: 'First.txt' });
    const input = { restrictedDocumentId: document.globalId, fileName: 'Second.txt' };
    const { replaceRestrictedDocumentFile: payload } = await server.data(replace, { input }, editor);
    expect(payload.restrictedDocument).toEqual({
      id: document.globalId,
      content: { version: 1, fileName: 'First.txt' },
    });

    expect(await (await put(payload.uploadUrl, textOf(2000))).json()).toMatchObject({ version: 2, byteSize: 2000 });

    expect(await contentOf(server, document.globalId, editor)).toMatchObject({
      version: 2,
      fileName: 'Second.txt',
      byteSize: 2000,
      sha256: sha256Of(textOf(2000)),
    });
    const versions = await server.app.database.read.query(
      sql`SELECT version, file_name, sha256 FROM document_content_version WHERE document_id = ${document.id} ORDER BY version`,
    );
    expect(versions).toEqual([
      { version: 1, fileName: 'First.txt', sha256: sha256Of(textOf(1000)) },
      { version: 2, fileName: 'Second.txt', sha256: sha256Of(textOf(2000)) },
    ]);
  });

  describe('concurrent replacements of a file', () => {
    test('rejects the second request once the first has finished, and reports the current version', async () => {
      const document = await createDocumentWith(server, textOf(10));
      await put(await replacementUrlOf(server, document, { contentVersion: 1 }), textOf(20));
      const addresses = (await uploadsOf(document)).length;
      const input = { restrictedDocumentId: document.globalId, fileName: 'a.txt', contentVersion: 1 };

      const { errors } = await server.query(replace, { input }, editor);

      expect(errors).toMatchObject([{ extensions: { code: 'CONFLICT', version: 2 } }]);
      expect(await uploadsOf(document)).toHaveLength(addresses);
    });

    test('rejects the start of the second upload once the first has finished', async () => {
      const document = await createDocumentWith(server, textOf(10));
      const urls = [
        await replacementUrlOf(server, document, { contentVersion: 1 }),
        await replacementUrlOf(server, document, { contentVersion: 1 }),
      ];
      expect((await put(urls[0]!, textOf(20))).status).toBe(201);

      const waiting = ['Content-Length: 30', 'Expect: 100-continue', 'Connection: close'];
      const answer = await readAll(await connectTo(urls[1]!, waiting));

      expect(answer).toMatch(/^HTTP\/1\.1 409 [^]*"version":2,"code":"CONFLICT"/);
      expect(await contentOf(server, document.globalId, editor)).toMatchObject({ version: 2, byteSize: 20 });
    });

    test('rejects the end of the second upload, and leaves nothing of it', async () => {
      const document = await createDocumentWith(server, textOf(10));
      const urls = [
        await replacementUrlOf(server, document, { contentVersion: 1 }),
        await replacementUrlOf(server, document, { contentVersion: 1 }),
      ];
      const slow = await connectTo(urls[1]!, ['Content-Length: 200000', 'Connection: close']);
      slow.write(textOf(200_000).subarray(0, 100_000));
      await until(async () => (await uploadsOf(document))[2]!.takenBy !== null, 'it is taken');
      expect((await put(urls[0]!, textOf(20))).status).toBe(201);

      const answer = readAll(slow);
      slow.write(textOf(200_000).subarray(100_000));

      expect(await answer).toMatch(/^HTTP\/1\.1 409 [^]*"version":2,"code":"CONFLICT"/);
      expect(await contentOf(server, document.globalId, editor)).toMatchObject({ version: 2, byteSize: 20 });
      expect((await uploadsOf(document))[2]).toEqual({ fileKey: null, takenBy: null, completedAt: null });
      const versions = await server.app.database.read.query(
        sql`SELECT version FROM document_content_version WHERE document_id = ${document.id}`,
      );
      expect(versions).toHaveLength(2);
    });

    test('accepts one of two that finish at the same time', async () => {
      const document = await createDocumentWith(server, textOf(10));
      const urls = [
        await replacementUrlOf(server, document, { contentVersion: 1 }),
        await replacementUrlOf(server, document, { contentVersion: 1 }),
      ];

      const answers = await Promise.all(urls.map((url) => put(url, textOf(900_000))));

      expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
      expect(await contentOf(server, document.globalId, editor)).toMatchObject({ version: 2 });
    });

    test('accepts both when they do not state which version they replace', async () => {
      const document = await createDocumentWith(server, textOf(10));
      const urls = [await replacementUrlOf(server, document), await replacementUrlOf(server, document)];

      for (const url of urls) expect((await put(url, textOf(20))).status).toBe(201);

      expect(await contentOf(server, document.globalId, editor)).toMatchObject({ version: 3 });
    });
  });

  test.each([[null], [0]])('accepts %p as the version of a document without a file', async (contentVersion) => {
    const document = await createDocument(server);
    const url = await replacementUrlOf(server, document, { contentVersion });

    expect((await put(url, textOf(20))).status).toBe(201);

    // The address from creating the document was for its first file.
    expect(await errorOf(await put(document.uploadUrl, textOf(30)))).toMatchObject({ status: 409, version: 1 });
    const input = { restrictedDocumentId: document.globalId, fileName: 'a.txt', contentVersion };
    const { errors } = await server.query(replace, { input }, editor);
    expect(errors).toMatchObject([{ extensions: { code: 'CONFLICT', version: 1 } }]);
  });

  test('shows editors who uploaded the file, as far as they may see accounts', async () => {
    const network = await make(server.app, (made) => made.network());
    const [author, colleague] = await make(server.app, async (made) => [
      await made.account({ role: Role.EDITOR, networkId: network.id }),
      await made.account({ role: Role.EDITOR, networkId: network.id }),
    ]);
    const { id: activityId } = await make(server.app, async (made) => {
      const activity = await made.activity();
      await made.takesPart(activity, network);
      return activity;
    });
    const asAuthor = viewerOf(Role.EDITOR, { accountId: author.id, networkId: network.id });
    const document = await createDocumentWith(server, textOf(10), { activityId, asker: asAuthor });
    const uploaderFor = async (asker: TestViewer) => {
      const query = `query ($id: ID!) {
        node(id: $id) { ... on RestrictedDocument { content { version uploadedBy { email } } } }
      }`;
      return (await server.query(query, { id: document.globalId }, asker)).data!['node'].content;
    };

    expect(await uploaderFor(editor)).toEqual({ version: 1, uploadedBy: { email: author.email } });
    expect(await uploaderFor(asAuthor)).toEqual({ version: 1, uploadedBy: { email: author.email } });
    const asColleague = viewerOf(Role.EDITOR, { accountId: colleague.id, networkId: network.id });
    expect(await uploaderFor(asColleague)).toEqual({ version: 1, uploadedBy: null });
    expect(await uploaderFor(viewerOf(Role.MEMBER, { networkId: network.id }))).toEqual({
      version: 1,
      uploadedBy: null,
    });
    await server.app.database.write((manager) => manager.delete(Account, { id: author.id }));
    expect(await uploaderFor(editor)).toEqual({ version: 1, uploadedBy: null });
  });

  test.each([1, 50])('reads the uploaders of %i documents in one more statement', async (count) => {
    const activity = await make(server.app, async (made) => {
      const activity = await made.activity();
      for (let position = 1; position <= count; position += 1) {
        const { id: uploadedById } = await made.account();
        const document = await made.document({ activityId: activity.id, position, contentVersion: 1 });
        await made.content({ documentId: document.id, uploadedById });
      }
      return activity;
    });
    const asking = (selection: string) =>
      server.statementsOf(() =>
        server.data(
          `query ($slug: String!) { activity(slug: $slug) { restrictedDocuments { content { ${selection} } } } }`,
          { slug: activity.slug },
          editor,
        ),
      );

    const before = await asking('version');

    expect(await asking('version uploadedBy { name }')).toHaveLength(before.length + 1);
  });

  test('is forbidden for a member, and for the editor of another network', async () => {
    const document = await createDocumentWith(server, textOf(10));
    const other = await make(server.app, (made) => made.network());
    const input = { restrictedDocumentId: document.globalId, fileName: 'a.pdf' };
    for (const asker of [member, viewerOf(Role.EDITOR, { networkId: other.id })]) {
      const { errors } = await server.query(replace, { input }, asker);
      expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
    }
    expect(await uploadsOf(document)).toHaveLength(1);
  });
});

describe('PUT', () => {
  test('stores the bytes encrypted, and returns what it has stored', async () => {
    const bytes = textOf(1_500_000);
    const document = await createDocument(server);
    const filesBefore = await storedFiles(server);

    const answer = await put(document.uploadUrl, bytes, { 'content-type': 'application/json' });

    expect([answer.status, answer.headers.get('cache-control')]).toEqual([201, 'no-store']);
    const told = { version: 1, mediaType: 'text/plain', byteSize: bytes.length, sha256: sha256Of(bytes) };
    expect(await answer.json()).toEqual(told);
    expect(await contentOf(server, document.globalId, editor)).toMatchObject({ ...told, fileName: 'Report.txt' });
    const [file, ...others] = (await storedFiles(server)).filter((name) => !filesBefore.includes(name));
    expect(others).toEqual([]);
    const stored = await readFile(file!);
    expect(stored.subarray(0, 21).toString()).toBe('age-encryption.org/v1');
    for (let offset = 0; offset + 16 <= bytes.length; offset += 997) {
      expect(stored.includes(bytes.subarray(offset, offset + 16))).toBe(false);
    }
  });

  test('accepts chunks without a declared length', async () => {
    const document = await createDocument(server);
    const body = new ReadableStream({
      start: (controller) => {
        for (const part of ['a', 'b'.repeat(5000), 'c']) controller.enqueue(Buffer.from(part));
        controller.close();
      },
    });
    expect(await (await put(document.uploadUrl, body)).json()).toMatchObject({ byteSize: 5002 });
  });

  test('accepts chunks of a hundred bytes, and ends the connection of a client that sends chunks of one', async () => {
    const chunksOf = (text: string, count: number): string =>
      `${text.length.toString(16)}\r\n${text}\r\n`.repeat(count);
    const small = await connectTo((await createDocument(server)).uploadUrl, [
      'Transfer-Encoding: chunked',
      'Connection: close',
    ]);
    small.write(`${chunksOf('a'.repeat(100), 20_000)}0\r\n\r\n`);
    expect(await readAll(small)).toMatch(/^HTTP\/1.1 201 /);

    const document = await createDocument(server);
    const files = await storedFiles(server);
    const tiny = await connectTo(document.uploadUrl, ['Transfer-Encoding: chunked']);
    tiny.write(`${chunksOf('a', 40_000)}0\r\n\r\n`);
    await until(() => tiny.resume().closed, 'the connection is closed');
    await expectNothingOf(document, files);
  });

  test('works once for each address', async () => {
    const document = await createDocumentWith(server, textOf(10));
    expect(await errorOf(await put(document.uploadUrl, textOf(20)))).toMatchObject({ status: 409, code: 'CONFLICT' });
    expect(await contentOf(server, document.globalId, editor)).toMatchObject({ version: 1, byteSize: 10 });
  });

  test('accepts one of two that arrive at the same time', async () => {
    const document = await createDocument(server);
    const filesBefore = await storedFiles(server);
    const answers = await Promise.all([
      put(document.uploadUrl, textOf(900_000)),
      put(document.uploadUrl, textOf(900_000)),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(await storedFiles(server)).toHaveLength(filesBefore.length + 1);
    expect(await contentOf(server, document.globalId, editor)).toMatchObject({ version: 1 });
  });

  test.each([
    ['no token', ''],
    ['a malformed token', '?token=x'],
    ['an unknown token', `?token=entu_${'A'.repeat(43)}`],
    ['two tokens', `?token=entu_${'A'.repeat(43)}&token=entu_${'A'.repeat(43)}`],
  ])('answers 404 to %s', async (_, query) => {
    const answer = await put(`${server.address}/documents/uploads${query}`, 'x');
    expect(await errorOf(answer)).toMatchObject({ status: 404, code: 'NOT_FOUND' });
  });

  test.each([
    ['no file at all', 'Report.txt', '', 415, 'The file must not be empty'],
    ['bytes that do not match the extension', 'Report.pdf', 'MZ this is a program', 415, /must match the extension/],
    ['too many bytes', 'Report.txt', textOf(maxBytes + 1), 413, 'The file must have at most 3,000,000 bytes'],
  ])('rejects %s, and leaves nothing', async (_, fileName, body, status, message) => {
    const document = await createDocument(server, { fileName });
    const filesBefore = await storedFiles(server);

    const error = await errorOf(await put(document.uploadUrl, body));

    expect(error).toMatchObject({ status, code: 'BAD_REQUEST' });
    expect(error.message).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
    await expectNothingOf(document, filesBefore);
  });

  test('stops reading too many bytes, whatever length was declared', async () => {
    const document = await createDocument(server);
    const filesBefore = await storedFiles(server);
    const chunk = textOf(100_000);
    let left = 40;
    const body = new ReadableStream({
      pull: (controller) => {
        if (left-- > 0) controller.enqueue(chunk);
        else controller.close();
      },
    });
    expect(await errorOf(await put(document.uploadUrl, body))).toMatchObject({ status: 413 });
    await expectNothingOf(document, filesBefore);
    expect((await put(document.uploadUrl, textOf(maxBytes))).status).toBe(201);
  });

  test.each([0, 1, 5_000, 70_000, 1_900_000])(
    'can be repeated after an interruption at byte %i, which leaves nothing',
    async (count) => {
      const document = await createDocument(server);
      const filesBefore = await storedFiles(server);
      const logged = server.log.length;
      const socket = await connectTo(document.uploadUrl, ['Content-Length: 2000000']);
      socket.write(textOf(count));
      if (count > 4100) await until(async () => (await uploadsOf(document))[0]!.takenBy !== null, 'it is taken');
      socket.destroy();

      await expectNothingOf(document, filesBefore);

      expect((await put(document.uploadUrl, textOf(2_000_000))).status).toBe(201);
      // That a client leaves is no error of the server.
      expect(server.log.slice(logged).filter(({ level }) => level > 30)).toEqual([]);
      expect(await contentOf(server, document.globalId, editor)).toMatchObject({ byteSize: 2_000_000 });
    },
  );

  test('records the process that receives the file, and rejects another upload meanwhile', async () => {
    const document = await createDocument(server);
    const socket = await connectTo(document.uploadUrl, ['Content-Length: 200000', 'Connection: close']);
    socket.write(textOf(200_000).subarray(0, 100_000));
    await until(async () => (await uploadsOf(document))[0]!.takenBy !== null, 'it is taken');

    const [row] = await uploadsOf(document);
    expect(row).toMatchObject({ fileKey: expect.stringMatching(/^[0-9a-f]{32}$/), completedAt: null });
    expect(row!.takenBy).toMatch(new RegExp(`:${process.pid}$`));
    expect(await errorOf(await put(document.uploadUrl, 'x'))).toMatchObject({ status: 409, code: 'CONFLICT' });

    const answer = readAll(socket);
    socket.write(textOf(200_000).subarray(100_000));
    expect(await answer).toMatch(/^HTTP\/1.1 201 /);
    expect(await uploadsOf(document)).toEqual([{ fileKey: null, takenBy: null, completedAt: expect.any(String) }]);
  });

  test.each([
    ['the disk has no room', 'ENOSPC', '60'],
    ['the disk is read-only', 'EROFS', '5'],
  ])('says that %s, so that the file can be sent again later', async (_what, code, retryAfter) => {
    const document = await createDocument(server);
    const filesBefore = await storedFiles(server);
    const failure = Object.assign(new Error(code), { code });
    const writing = jest.spyOn(fs, 'writeFile').mockRejectedValueOnce(failure);

    const response = await put(document.uploadUrl, textOf(50_000)).finally(() => {
      writing.mockRestore();
    });

    expect([response.status, response.headers.get('retry-after')]).toEqual([503, retryAfter]);
    expect(await storedFiles(server)).toEqual(filesBefore);
    expect((await put(document.uploadUrl, textOf(50_000))).status).toBe(201);
  });

  test('leaves nothing when the unit of work that creates the version fails', async () => {
    const document = await createDocument(server);
    const filesBefore = await storedFiles(server);
    const { database } = server.app;
    const write = jest.spyOn(database, 'write');
    // The first one records the file in the upload's row.
    write
      .mockImplementationOnce((work) => Database.prototype.write.call(database, work))
      .mockRejectedValueOnce(new Error('The disk is full.'));
    try {
      expect(await errorOf(await put(document.uploadUrl, textOf(50_000)))).toMatchObject({
        status: 500,
        message: 'Internal server error',
      });
    } finally {
      write.mockRestore();
    }
    await expectNothingOf(document, filesBefore);
  });

  test('can be sent again at once when the failure of the first upload could not be recorded either', async () => {
    const document = await createDocument(server);
    const { database } = server.app;
    const write = jest.spyOn(database, 'write');
    write
      .mockImplementationOnce((work) => Database.prototype.write.call(database, work))
      .mockRejectedValueOnce(new Error('The database is gone.'))
      .mockRejectedValueOnce(new Error('The database is gone.'));
    try {
      expect(await errorOf(await put(document.uploadUrl, textOf(50_000)))).toMatchObject({ status: 500 });
    } finally {
      write.mockRestore();
    }
    expect(await uploadsOf(document)).toMatchObject([{ fileKey: expect.any(String), completedAt: null }]);

    expect((await put(document.uploadUrl, textOf(60_000))).status).toBe(201);
    expect(await contentOf(server, document.globalId, editor)).toMatchObject({ byteSize: 60_000 });
    expect(await uploadsOf(document)).toEqual([{ fileKey: null, takenBy: null, completedAt: expect.any(String) }]);
  });

  describe('when a client may be silent for 150 ms instead of 30 s', () => {
    beforeEach(() => {
      const setTime = Reflect.get(ServerResponse.prototype, 'setTimeout');
      jest.spyOn(ServerResponse.prototype, 'setTimeout').mockImplementation(function (
        this: ServerResponse,
        milliseconds,
        callback,
      ) {
        return setTime.call(this, milliseconds / 200, callback);
      });
    });

    afterEach(() => {
      jest.restoreAllMocks();
    });

    test('ends an upload of which nothing more arrives, and leaves nothing', async () => {
      const document = await createDocument(server);
      const filesBefore = await storedFiles(server);
      const socket = await connectTo(document.uploadUrl, ['Content-Length: 200000']);
      const answer = readAll(socket);
      socket.write(textOf(100_000));

      expect(await answer).toMatch(/^HTTP\/1.1 408 /);
      await expectNothingOf(document, filesBefore);
    });

    test.each([10_000, 1_000_000])('storing what has arrived of %i bytes may take longer', async (byteSize) => {
      const document = await createDocument(server);
      const { database } = server.app;
      jest.spyOn(database, 'write').mockImplementationOnce(async (work) => {
        await delay(400);
        return Database.prototype.write.call(database, work);
      });

      expect((await put(document.uploadUrl, textOf(byteSize))).status).toBe(201);
    });

    test('storing the file may take longer', async () => {
      const document = await createDocument(server);
      const { database } = server.app;
      const write = jest.spyOn(database, 'write');
      // The first one records the file in the upload's row, before all of it has been read.
      write
        .mockImplementationOnce((work) => Database.prototype.write.call(database, work))
        .mockImplementation(async (work) => {
          await delay(400);
          return Database.prototype.write.call(database, work);
        });

      const timers = jest.spyOn(globalThis, 'setTimeout');
      expect((await put(document.uploadUrl, 'A report')).status).toBe(201);
      // Other bodies must arrive within 30 seconds.
      expect(timers.mock.calls.filter(([, milliseconds]) => milliseconds === 30_000)).toEqual([]);
    });
  });

  test('disconnects a client that goes on sending two seconds after it was rejected', async () => {
    const document = await createDocument(server);
    const timers = jest.spyOn(globalThis, 'setTimeout');
    const socket = await connectTo(document.uploadUrl, [`Content-Length: ${maxBytes + 1}`]);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    const waits = () => timers.mock.calls.filter(([, milliseconds]) => milliseconds === 2_000);
    await until(() => waits().length > 0, 'the server waits');
    socket.write('x');
    for (const [end] of waits()) end();
    timers.mockRestore();
    // Node itself would wait for five seconds from the last byte.
    await until(() => socket.resume().closed, 'the connection is closed', 4_000);

    expect(answer.toString()).toMatch(/^HTTP\/1.1 413 /);
  });

  test('requests the body only when it will be accepted (Expect: 100-continue)', async () => {
    const document = await createDocument(server);
    const expectation = ['Expect: 100-continue', 'Connection: close'];
    const refused = await connectTo(document.uploadUrl, [`Content-Length: ${maxBytes + 1}`, ...expectation]);
    expect(await readAll(refused)).toMatch(/^HTTP\/1.1 413 /);

    // Longer than other bodies may be.
    const taken = await connectTo(document.uploadUrl, ['Content-Length: 300000', ...expectation]);
    const [first] = (await once(taken, 'data')) as [Buffer];
    expect(first.toString()).toBe('HTTP/1.1 100 Continue\r\n\r\n');
    const answer = readAll(taken);
    taken.write(textOf(300_000));
    expect(await answer).toMatch(/^HTTP\/1.1 201 /);
  });

  test('is limited to eight at once for an account or API key, whatever is uploaded; the next is asked to retry before it sends its body', async () => {
    const expectation = ['Content-Length: 3', 'Expect: 100-continue', 'Connection: close'];
    const urls = await Promise.all(Array.from({ length: 7 }, async () => (await createDocument(server)).uploadUrl));
    const attachment = await newAttachment(server);
    const running = await Promise.all(
      [attachment.uploadUrl, ...urls].map(async (url) => {
        const socket = await connectTo(url, expectation);
        const [first] = (await once(socket, 'data')) as [Buffer];
        expect(first.toString()).toMatch(/^HTTP\/1.1 100 /);
        return socket;
      }),
    );
    const next = await createDocument(server);

    const refused = await readAll(await connectTo(next.uploadUrl, expectation));
    expect(refused).toMatch(/^HTTP\/1.1 429 [^]*retry-after: 10\r\n[^]*At most 8 uploads may run at once/);
    const other = await newAttachment(server, {}, admin);
    expect((await put(other.uploadUrl, 'abc')).status).toBe(201);
    const ended = readAll(running[0]!);
    running[0]!.write('abc');
    expect(await ended).toMatch(/^HTTP\/1.1 201 /);
    expect((await put(next.uploadUrl, 'abc')).status).toBe(201);
    for (const socket of running) socket.destroy();
  });

  test('rejects a part of a file', async () => {
    const document = await createDocument(server);
    const before = await storedFiles(server);
    const answer = await put(document.uploadUrl, 'abc', { 'content-range': 'bytes 0-2/6' });
    expect(await errorOf(answer)).toMatchObject({ status: 400, message: 'The body must be the whole file' });
    await expectNothingOf(document, before);
  });

  test('rejects a compressed body', async () => {
    const document = await createDocument(server);
    const answer = await put(document.uploadUrl, 'x', { 'content-encoding': 'gzip' });
    expect(await errorOf(answer)).toMatchObject({ status: 415 });
  });

  const endings: [string, (manager: EntityManager, given: Given) => Promise<unknown>][] = [
    [
      'key is revoked',
      (manager, { token }) =>
        manager.update(ApiKey, { tokenHash: hashToken(token) }, { revokedAt: new Date(0).toISOString() }),
    ],
    ['account is deleted', (manager, { account }) => manager.delete(Account, { id: account!.id })],
    ['session is ended', (manager, { token }) => manager.delete(Session, { tokenHash: hashToken(token) })],
    ['role is lowered', (manager, { account }) => manager.update(Account, { id: account!.id }, { role: Role.MEMBER })],
    [
      'role is bound to another network',
      async (manager, { account }) => {
        const { id: networkId } = await factories(manager).network();
        await manager.update(Account, { id: account!.id }, { networkId });
      },
    ],
  ];

  describe.each(endings)('to an address whose holder’s %s', (what, end) => {
    const give = async (): Promise<Given> => {
      const account = what.startsWith('key')
        ? null
        : await make(server.app, (made) => made.account({ role: Role.EDITOR }));
      const asker = viewerOf(Role.EDITOR, { accountId: account?.id ?? null });
      const token = await tokenOf(server.app.database, asker, new Date());
      return { token, account, document: await createDocument(server, { asker: bearer(token) }) };
    };

    test('is not found before a byte is requested', async () => {
      const given = await give();
      const filesBefore = await storedFiles(server);
      await change((manager) => end(manager, given));

      const headers = ['Content-Length: 10', 'Expect: 100-continue', 'Connection: close'];
      const socket = await connectTo(given.document.uploadUrl, headers);

      expect(await readAll(socket)).toMatch(/^HTTP\/1.1 404 /);
      await expectNothingOf(given.document, filesBefore);
    });

    test('is not found when that happens while bytes arrive', async () => {
      const given = await give();
      const filesBefore = await storedFiles(server);
      const socket = await connectTo(given.document.uploadUrl, ['Content-Length: 200000', 'Connection: close']);
      socket.write(textOf(200_000).subarray(0, 100_000));
      await until(async () => (await uploadsOf(given.document))[0]!.takenBy !== null, 'it is taken');
      await change((manager) => end(manager, given));

      const answer = readAll(socket);
      socket.write(textOf(200_000).subarray(100_000));

      expect(await answer).toMatch(/^HTTP\/1.1 404 /);
      await expectNothingOf(given.document, filesBefore);
    });

    test('is not found when that happens while the file waits to become the content', async () => {
      const given = await give();
      const filesBefore = await storedFiles(server);
      const socket = await connectTo(given.document.uploadUrl, ['Content-Length: 200000', 'Connection: close']);
      socket.write(textOf(200_000).subarray(0, 100_000));
      await until(async () => (await uploadsOf(given.document))[0]!.takenBy !== null, 'it is taken');

      const answer = await runDuringUncommittedWrites(
        server,
        async (manager) => {
          // On PostgreSQL, the file waits for this row.
          await manager.update(RestrictedDocument, { id: given.document.id }, { contentVersion: null });
          await end(manager, given);
        },
        () => {
          socket.write(textOf(200_000).subarray(100_000));
          return readAll(socket);
        },
      );

      expect(answer).toMatch(/^HTTP\/1.1 404 /);
      await expectNothingOf(given.document, filesBefore);
    });
  });

  test('records the account that received the address as the uploader', async () => {
    const account = await make(server.app, (made) => made.account({ role: Role.EDITOR }));
    const asker = viewerOf(Role.EDITOR, { accountId: account.id });
    const { id } = await createDocumentWith(server, textOf(10), { asker });
    const versions = await server.app.database.read.query(
      sql`SELECT uploaded_by_id FROM document_content_version WHERE document_id = ${id}`,
    );
    expect(versions).toEqual([{ uploadedById: account.id }]);
  });

  test('must start within an hour', async () => {
    const document = await createDocument(server);
    server.pass(3_600_000);
    expect(await errorOf(await put(document.uploadUrl, 'x'))).toMatchObject({ status: 404, code: 'NOT_FOUND' });
  });

  test('may be sent by a page of an allowed origin', async () => {
    const document = await createDocument(server);
    const answer = await fetch(document.uploadUrl, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://site.example',
        'access-control-request-method': 'PUT',
        'access-control-request-headers': 'content-type',
      },
    });
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://site.example');
    expect(answer.headers.get('access-control-allow-methods')).toContain('PUT');
  });
});

test('other routes accept JSON bodies only', async () => {
  const answer = await fetch(`${server.address}/graphql`, {
    method: 'POST',
    body: 'x',
    headers: { 'content-type': 'text/plain' },
  });
  expect(answer.status).toBe(415);
});
