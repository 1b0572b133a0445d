import { createHash } from 'node:crypto';
import { Role } from '../../../../src/core/access/role';
import { MINUTE_MS } from '../../../../src/core/time';
import { FileLeases } from '../../../../src/modules/files/file-leases';
import { addressSubject } from '../../../../src/modules/identity/rate-limit/rate-limits';
import { UnusedMedia } from '../../../../src/modules/media/unused-media';
import { mediaOwners } from '../../../../src/modules/media-owners';
import { newAttachment, uploadedAttachment } from '../../../support/attachments';
import { put, sha256Of, storageOf, storedFiles, textOf, until } from '../../../support/contents';
import { make } from '../../../support/factories';
import { startTestServer, type TestServer } from '../../../support/test-server';
import { editor, member, type TestViewer, viewerOf } from '../../../support/viewers';

let server: TestServer;
let networkEditor: TestViewer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false', TRUST_PROXY: '127.0.0.1' });
  const network = await make(server.app, (create) => create.network());
  networkEditor = viewerOf(Role.EDITOR, { networkId: network.id });
});

afterAll(() => server.close());

const agenda = Buffer.from('09:00 Opening\n');

const fields = `attachments { id title language mediaType byteSize publishedOn fileName url }`;

async function run(mutation: string, input: Record<string, unknown>, asker = editor) {
  const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
  const payload = mutation.endsWith('Attachment')
    ? 'attachment { id title language publishedOn version }'
    : mutation.endsWith('NewsItem')
      ? `newsItem { id slug ${fields} }`
      : `activity { id slug publication { version } ${fields} history(first: 1) { nodes { changes { field } } } }`;
  return server.query(`mutation ($input: ${type}!) { ${mutation}(input: $input) { ${payload} } }`, { input }, asker);
}

async function activityWith(
  attachments: readonly string[],
  title = 'With files',
): Promise<{ id: string; slug: string }> {
  const { data, errors } = await run('createActivity', { title, summary: 'S', attachments });
  expect(errors).toBeUndefined();
  return data!['createActivity'].activity;
}

async function publishedWith(attachments: readonly string[], title?: string): Promise<{ id: string; slug: string }> {
  const activity = await activityWith(attachments, title);
  expect((await run('publishActivity', { id: activity.id, version: 1 })).errors).toBeUndefined();
  return activity;
}

async function attachmentsOf(slug: string, asker?: TestViewer): Promise<Record<string, any>[] | null> {
  const { activity } = await server.data(
    `query ($slug: String!) { activity(slug: $slug) { ${fields} } }`,
    { slug },
    asker,
  );
  return activity?.attachments ?? null;
}

test('an activity and a news item offer files in their order, with title, language, size and address', async () => {
  const [one, other] = [
    await uploadedAttachment(server, agenda, { title: 'Agenda', language: 'RU', publishedOn: '2026-05-01' }),
    await uploadedAttachment(server, textOf(2_000), { title: 'Figures', fileName: 'Figures.CSV' }),
  ];
  const { slug } = await publishedWith([other, one]);

  expect(await attachmentsOf(slug)).toEqual([
    expect.objectContaining({ id: other, title: 'Figures', language: null, mediaType: 'text/csv', byteSize: 2_000 }),
    {
      id: one,
      title: 'Agenda',
      language: 'ru',
      publishedOn: '2026-05-01',
      mediaType: 'text/plain',
      byteSize: agenda.length,
      fileName: 'Agenda.txt',
      url: expect.stringContaining(`/media/files/${sha256Of(agenda)}/Agenda.txt`),
    },
  ]);
  const { data } = await run('createNewsItem', { title: 'T', excerpt: 'E', attachments: [one] });
  expect(data!['createNewsItem'].newsItem.attachments).toMatchObject([{ id: one }]);
  const changed = await run('updateActivity', {
    id: (await server.data(`{ activity(slug: "${slug}") { id } }`)).activity.id,
    version: 2,
    attachments: [one],
  });
  expect(changed.data!['updateActivity'].activity.history.nodes[0].changes).toEqual([{ field: 'attachments' }]);
});

test('a file is sent as it was uploaded, to be saved and never displayed', async () => {
  const fileName = `Отчёт ${'о'.repeat(90)} (final).txt`;
  const { slug } = await publishedWith([await uploadedAttachment(server, agenda, { fileName })]);
  const [{ url }] = (await attachmentsOf(slug)) as [{ url: string }];

  const response = await fetch(url);

  expect(Buffer.from(await response.arrayBuffer())).toEqual(agenda);
  const etag = `"${sha256Of(agenda)}"`;
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'text/plain',
    'content-length': String(agenda.length),
    'content-disposition': expect.stringMatching(/^attachment; filename=".*"; filename\*=UTF-8''%D0%9E/),
    'cache-control': 'public, max-age=31536000, immutable',
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
    'accept-ranges': 'bytes',
    etag,
  });
  expect((await fetch(url, { headers: { 'if-none-match': etag } })).status).toBe(304);
  const head = await fetch(url, { method: 'HEAD' });
  expect([head.headers.get('content-length'), head.headers.get('etag')]).toEqual([String(agenda.length), etag]);
});

test('ranges of a file are sent', async () => {
  const bytes = textOf(150_000);
  const { slug } = await publishedWith([await uploadedAttachment(server, bytes)]);
  const [{ url }] = (await attachmentsOf(slug)) as [{ url: string }];
  const get = async (range: string, more: Record<string, string> = {}) => {
    const response = await fetch(url, { headers: { range, ...more } });
    const sent = Buffer.from(await response.arrayBuffer());
    return [response.status, response.headers.get('content-range'), sent] as const;
  };

  expect(await get('bytes=70000-70009')).toEqual([206, 'bytes 70000-70009/150000', bytes.subarray(70_000, 70_010)]);
  expect(await get('bytes=-5')).toEqual([206, 'bytes 149995-149999/150000', bytes.subarray(-5)]);
  expect((await get('bytes=0-1,5-6'))[2]).toHaveLength(bytes.length);
  expect((await get('bytes=0-1', { 'if-range': '"other"' }))[0]).toBe(200);
  const [status, contentRange] = await get('bytes=150000-');
  expect([status, contentRange]).toEqual([416, 'bytes */150000']);
});

test('sending a file is charged to the address by the size of the range, and nothing else is', async () => {
  const { slug } = await publishedWith([await uploadedAttachment(server, textOf(3 * 2 ** 20))], 'Charged');
  const [{ url }] = (await attachmentsOf(slug)) as [{ url: string }];
  // Budgets are renewed with each minute of the clock: the requests begin with one.
  server.pass(MINUTE_MS - (Date.now() % MINUTE_MS));
  const costOf = async (init: RequestInit): Promise<number> => {
    const remaining = (): number => server.app.rateLimits!.add(addressSubject('127.0.0.1'), 0).remaining;
    const before = remaining();
    await (await fetch(url, init)).arrayBuffer();
    return before - remaining();
  };
  const { headers } = await fetch(url, { method: 'HEAD' });

  expect(await costOf({})).toBe(1_500 + 3 * 2_000);
  expect(await costOf({ headers: { range: 'bytes=0-1048575' } })).toBe(1_500 + 2_000);
  expect(await costOf({ method: 'HEAD' })).toBe(0);
  expect(await costOf({ headers: { 'if-none-match': headers.get('etag')! } })).toBe(0);
});

test('a network of a client has sixteen downloads at a time, and another one when one of them ends', async () => {
  const { slug } = await publishedWith([await uploadedAttachment(server, textOf(12 * 2 ** 20))], 'Large');
  const [{ url }] = (await attachmentsOf(slug)) as [{ url: string }];
  const from = (address: string) => ({ headers: { 'x-forwarded-for': address } });
  // None of them reads more than the head of its response. To the provider of the client, its addresses are one network.
  const waiting = await Promise.all(
    Array.from({ length: 16 }, async (_, number) => {
      const controller = new AbortController();
      const { signal } = controller;
      return { controller, response: await fetch(url, { ...from(`2001:db8::${number}:0:0:0:1`), signal }) };
    }),
  );

  const refused = await fetch(url, from('2001:db8::20:0:0:0:1'));
  expect([refused.status, refused.headers.get('retry-after'), refused.headers.get('cache-control')]).toEqual([
    429,
    '10',
    'no-store',
  ]);
  expect((await fetch(url, { ...from('2001:db8::1'), method: 'HEAD' })).status).toBe(200);
  // Responses that nothing refers to would be cancelled.
  expect(waiting.filter(({ response }) => response.status !== 200 || response.bodyUsed)).toEqual([]);
  for (const { controller } of waiting) controller.abort();
  await until(async () => (await fetch(url, from('2001:db8::1'))).status === 200, 'there is room');
});

test('a file that only drafts offer has the same answer as none, except at a signed address that expires', async () => {
  const bytes = Buffer.from('For a draft\n');
  const attachment = await uploadedAttachment(server, bytes);
  const { id, slug } = await activityWith([attachment]);
  const [{ url }] = (await attachmentsOf(slug, editor)) as [{ url: string }];
  const [address] = url.split('?') as [string];
  const answerAt = async (one: string) => {
    const response = await fetch(one);
    const { 'x-request-id': _, date: __, ...headers } = Object.fromEntries(response.headers);
    return { status: response.status, headers, body: await response.text() };
  };
  const none = await answerAt(address.replace(/files\/.{4}/, 'files/0000'));

  expect(none.status).toBe(404);
  expect(await answerAt(address)).toEqual(none);
  expect(await answerAt(url.replace('Agenda', 'agenda'))).toEqual(none);
  expect((await server.data('query ($id: ID!) { node(id: $id) { id } }', { id: attachment })).node).toBeNull();
  const signed = await fetch(url);
  expect([signed.status, signed.headers.get('cache-control')]).toEqual([
    200,
    expect.stringMatching(/^private, max-age=[3-7]\d{3}$/),
  ]);
  server.pass(7_200_000);
  expect(await answerAt(url)).toEqual(none);

  await run('publishActivity', { id, version: 1 });
  expect((await fetch(address)).status).toBe(200);
  expect((await run('archiveActivity', { id, version: 2 })).errors).toBeUndefined();
  expect(await answerAt(address)).toEqual(none);
});

test.each(['page.html', 'drawing.svg', 'page.xhtml', 'run.exe', 'feed.xml', 'noextension'])(
  'refuses a file named %s before the upload',
  async (fileName) => {
    const { errors } = await run('createAttachment', { title: 'T', fileName });
    expect(errors?.[0]?.extensions).toMatchObject({ fields: [{ path: 'input.fileName', code: 'INVALID' }] });
  },
);

test('refuses a day of publication outside of the years of activities', async () => {
  const { errors } = await run('createAttachment', { title: 'T', fileName: 'report.pdf', publishedOn: '1899-12-31' });
  expect(errors?.[0]?.extensions).toMatchObject({ fields: [{ path: 'input.publishedOn', code: 'INVALID' }] });
});

test('an upload whose bytes are not of the type that the name states is refused, and can be repeated', async () => {
  const { id, uploadUrl } = await newAttachment(server, { fileName: 'report.pdf' });
  const stored = await storedFiles(server);

  expect((await put(uploadUrl, '<html><script>alert(1)</script>')).status).toBe(415);
  expect((await put(uploadUrl, '')).status).toBe(415);
  expect(await storedFiles(server)).toEqual(stored);
  const sent = await put(uploadUrl, '%PDF-1.7\n');
  expect([sent.status, await sent.json()]).toEqual([
    201,
    { mediaType: 'application/pdf', byteSize: 9, sha256: createHash('sha256').update('%PDF-1.7\n').digest('hex') },
  ]);
  expect((await put(uploadUrl, '%PDF-1.7\n')).status).toBe(409);
  expect(await attachmentsOf((await publishedWith([id])).slug)).toMatchObject([{ id, byteSize: 9 }]);
});

test('content names only attachments that have a file and that the editor may edit, each once', async () => {
  const { id: empty } = await newAttachment(server);
  const hidden = await uploadedAttachment(server, agenda);
  const own = await uploadedAttachment(server, agenda, {}, networkEditor);
  const problemsOf = async (attachments: readonly string[], asker: TestViewer) => {
    const { errors } = await run('createNewsItem', { title: 'T', excerpt: 'E', attachments }, asker);
    return (errors?.[0]?.extensions as { fields?: unknown } | undefined)?.fields;
  };

  expect(await problemsOf([empty, 'SW1hZ2U6MQ'], editor)).toMatchObject([
    { path: 'input.attachments.0', code: 'UNKNOWN' },
    { path: 'input.attachments.1', code: 'UNKNOWN' },
  ]);
  expect(await problemsOf([hidden, hidden], editor)).toMatchObject([{ path: 'input.attachments.1', code: 'INVALID' }]);
  expect(
    await problemsOf(
      Array.from({ length: 101 }, () => own),
      editor,
    ),
  ).toMatchObject([{ path: 'input.attachments', code: 'TOO_LONG' }]);
  expect(
    (await run('updateAttachment', { id: hidden, version: 1, title: 'x' }, networkEditor)).errors?.[0],
  ).toMatchObject({ extensions: { code: 'NOT_FOUND' } });
  expect((await run('updateAttachment', { id: own, version: 1, title: 'x' }, networkEditor)).errors).toBeUndefined();
});

test('a change of the title or language raises the version, and counts for all items that offer the file', async () => {
  const id = await uploadedAttachment(server, agenda);
  const { slug } = await publishedWith([id]);

  const { data } = await run('updateAttachment', { id, version: 1, title: 'Programme', language: 'fr' });

  expect(data!['updateAttachment'].attachment).toMatchObject({ title: 'Programme', language: 'fr', version: 2 });
  expect(await attachmentsOf(slug)).toMatchObject([{ title: 'Programme' }]);
  expect((await run('updateAttachment', { id, version: 1, title: 'Late' })).errors?.[0]?.extensions).toMatchObject({
    code: 'CONFLICT',
    version: 2,
  });
  expect((await run('updateAttachment', { id, version: 2, title: null })).errors?.[0]?.extensions).toMatchObject({
    fields: [{ path: 'input.title', code: 'REQUIRED' }],
  });
});

test('an attachment is deleted with its file once no item offers it', async () => {
  const bytes = Buffer.from('To be deleted\n');
  const attachment = await uploadedAttachment(server, bytes);
  const { id, slug } = await publishedWith([attachment]);
  const [{ url }] = (await attachmentsOf(slug)) as [{ url: string }];
  const stored = (await storedFiles(server)).length;
  const remove = `mutation ($input: DeleteAttachmentInput!) { deleteAttachment(input: $input) { deletedId } }`;
  const input = { id: attachment, version: 1 };
  expect((await server.query(remove, { input }, editor)).errors?.[0]?.extensions.code).toBe('CONFLICT');

  await run('updateActivity', { id, version: 2, attachments: [] });

  expect((await server.data(remove, { input }, editor)).deleteAttachment.deletedId).toBe(attachment);
  expect((await fetch(url)).status).toBe(404);
  expect((await storedFiles(server)).length).toBe(stored - 1);
  expect((await run('revertActivity', { id, version: 3, to: 2 })).errors?.[0]?.extensions).toMatchObject({
    fields: [{ path: 'input.attachments.0', code: 'UNKNOWN' }],
  });
});

test('attachments of many activities take as many statements as those of one', async () => {
  const attachment = await uploadedAttachment(server, agenda);
  const counts: number[] = [];
  for (const [title, count] of [
    ['single', 1],
    ['several', 12],
  ] as const) {
    for (let number = 0; number < count; number++) await publishedWith([attachment], `${title} ${number}`);
    const list = `{ activities(first: 50, filter: { title: { contains: "${title}" } }) { nodes { ${fields} } } }`;
    counts.push((await server.statementsOf(() => server.data(list))).length);
  }
  expect(counts[1]).toBe(counts[0]);
});

test('purging deletes attachments, with their files, that no item has offered for days', async () => {
  const { files } = await storageOf(server);
  const leases = new FileLeases(server.app.database, files, () => new Date());
  const unused = new UnusedMedia(server.app.database, leases, mediaOwners, 'attachment');
  const [offered, forgotten] = [await uploadedAttachment(server, agenda), await uploadedAttachment(server, agenda)];
  await activityWith([offered]);
  const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
  const isThere = async (id: string) =>
    (await server.data('query ($id: ID!) { node(id: $id) { id } }', { id }, editor)).node !== null;

  await unused.note(inDays(0));
  const stored = (await storedFiles(server)).length;
  const count = await unused.purge(inDays(10), 10);

  expect([await isThere(offered), await isThere(forgotten)]).toEqual([true, false]);
  expect((await storedFiles(server)).length).toBeLessThan(stored);
  expect(count).toBeGreaterThan(0);
});

test('an editor lists and finds the files that may be used in content, newest first', async () => {
  const list = async (filter: object | null, asker: TestViewer, page = 'first: 50') => {
    const document = `query ($filter: AttachmentFilter) {
      attachments(${page}, filter: $filter) { totalCount nodes { id } pageInfo { endCursor } }
    }`;
    return (await server.query(document, { filter }, asker)).data?.['attachments'];
  };
  const contains = (text: string) => ({ title: { contains: text } });
  await newAttachment(server, { title: 'Minutes without a file' });
  const first = await uploadedAttachment(server, agenda, { title: 'Minutes of Tbilisi' });
  const second = await uploadedAttachment(server, agenda, { title: 'МИНУТЫ и minutes' });
  const own = await uploadedAttachment(server, agenda, { title: 'Our minutes' }, networkEditor);
  const idsOf = (found: { nodes: { id: string }[] }) => found.nodes.map(({ id }) => id);

  expect(idsOf(await list(contains('Minutes'), editor))).toEqual([own, second, first]);
  expect(await list(contains('минуты'), editor)).toMatchObject({ totalCount: 1, nodes: [{ id: second }] });
  // Editors of one network find what they may place in their items.
  expect(idsOf(await list(contains('minutes'), networkEditor))).toEqual([own]);
  const page = await list(contains('minutes'), editor, 'first: 2');
  expect(idsOf(await list(contains('minutes'), editor, `first: 2, after: "${page.pageInfo.endCursor}"`))).toEqual([
    first,
  ]);
  // A changed title is found.
  await run('updateAttachment', { id: first, version: 1, title: 'Records' });
  expect(idsOf(await list(contains('records'), editor))).toEqual([first]);
  const statements = await server.statementsOf(() => list(contains('minutes'), editor));
  // The viewer, the page and the count.
  expect(statements).toHaveLength(3);
  const { data, errors } = await server.query('{ attachments(first: 1) { totalCount } }', {}, member);
  expect([data, errors?.[0]?.extensions.code]).toEqual([{ attachments: null }, 'FORBIDDEN']);
});
