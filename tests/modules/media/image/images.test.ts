import { Readable } from 'node:stream';
import sharp from 'sharp';
import { Role } from '../../../../src/core/access/role';
import { MINUTE_MS } from '../../../../src/core/time';
import { FileLeases } from '../../../../src/modules/files/file-leases';
import { Account } from '../../../../src/modules/identity/account/account.entity';
import { addressSubject } from '../../../../src/modules/identity/rate-limit/rate-limits';
import { UnusedMedia } from '../../../../src/modules/media/unused-media';
import { mediaOwners } from '../../../../src/modules/media-owners';
import { EncryptedFiles } from '../../../../src/storage/encrypted-files';
import { storageOf, storedFiles, until } from '../../../support/contents';
import { make } from '../../../support/factories';
import { newImage, picture, sendFile, uploadedImage } from '../../../support/images';
import { onSqlite } from '../../../support/on-sqlite';
import { startTestServer, type TestServer } from '../../../support/test-server';
import { admin, editor, type TestViewer, viewerOf } from '../../../support/viewers';

let server: TestServer;
let photo: Buffer;
let networkEditor: TestViewer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
  photo = await picture(400, 300).jpeg().toBuffer();
  const network = await make(server.app, (create) => create.network());
  networkEditor = viewerOf(Role.EDITOR, { networkId: network.id });
});

afterAll(() => server.close());

const fields = `id width height alt caption credit placeholder focalPoint { x y } url large: url(width: 5000, format: JPEG) small: url(width: 100)`;

async function createActivity(input: Record<string, unknown>): Promise<Record<string, any>> {
  const { createActivity } = await server.data(
    `mutation ($input: CreateActivityInput!) { createActivity(input: $input) { activity { id slug publication { version } cover { id } gallery { id } } } }`,
    { input: { title: 'Pictures', summary: 'With pictures', ...input } },
    editor,
  );
  return createActivity.activity;
}

async function change(mutation: string, input: Record<string, unknown>) {
  const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
  return server.query(
    `mutation ($input: ${type}!) { ${mutation}(input: $input) { activity { id publication { version state } cover { id alt } gallery { id } } } }`,
    { input },
    editor,
  );
}

async function coverOf(slug: string, asker?: TestViewer): Promise<Record<string, any> | null> {
  const { activity } = await server.data(
    `query ($slug: String!) { activity(slug: $slug) { cover { ${fields} } } }`,
    { slug },
    asker,
  );
  return activity?.cover;
}

async function publishedWith(bytes: Buffer, more: Record<string, unknown> = {}): Promise<Record<string, any>> {
  const cover = await uploadedImage(server, bytes, more);
  const activity = await createActivity({ cover });
  const { errors } = await change('publishActivity', { id: activity['id'], version: 1 });
  expect(errors).toBeUndefined();
  return { ...activity, cover };
}

test('an uploaded image is shown upright, and nothing but its pixels is kept', async () => {
  const bytes = await picture(800, 600)
    .jpeg()
    .withMetadata({ orientation: 6 })
    .withExifMerge({ IFD0: { Artist: 'somebody' }, IFD3: { GPSLatitude: '41/1 42/1 0/1' } })
    .toBuffer();
  expect(bytes.includes('somebody')).toBe(true);
  const { slug } = await publishedWith(bytes, {
    alt: 'A port',
    caption: 'The port of Batumi',
    credit: 'A photographer',
    focalPoint: { x: 0.25, y: 1 },
  });

  const cover = await coverOf(slug);

  expect(cover).toMatchObject({ width: 600, height: 800, alt: 'A port', caption: 'The port of Batumi' });
  expect(cover).toMatchObject({ credit: 'A photographer', focalPoint: { x: 0.25, y: 1 } });
  expect(cover!['placeholder']).toMatch(/^data:image\/webp;base64,.{20,177}$/);
  for (const url of [cover!['url'], cover!['large']]) {
    const sent = Buffer.from(await (await fetch(url)).arrayBuffer());
    const found = await sharp(sent).metadata();
    expect(found).toMatchObject({ width: 600, height: 800 });
    expect([found.exif, found.orientation, sent.includes('somebody')]).toEqual([undefined, undefined, false]);
  }
});

for (const format of ['jpeg', 'png', 'webp', 'avif', 'gif'] as const) {
  onSqlite(`accepts ${format}`, async () => {
    const { id, uploadUrl } = await newImage(server, { fileName: `picture.${format}` });
    const response = await sendFile(uploadUrl, await picture(70, 10).toFormat(format).toBuffer());
    expect([response.status, await response.json()]).toMatchObject([201, { width: 70, height: 10 }]);
    const { node } = await server.data(
      'query ($id: ID!) { node(id: $id) { ... on Image { width height } } }',
      { id },
      editor,
    );
    expect(node).toEqual({ width: 70, height: 10 });
  });
}

onSqlite('sends the next larger width in each format', async () => {
  const { slug } = await publishedWith(await picture(700, 100).png().toBuffer(), { fileName: 'picture.PNG' });
  const formats = { AVIF: 'heif', WEBP: 'webp', JPEG: 'jpeg', PNG: 'png' };
  const { activity } = await server.data(
    `query ($slug: String!) { activity(slug: $slug) { cover {
      ${Object.keys(formats)
        .map((name) => `${name}: url(width: 321, format: ${name})`)
        .join(' ')}
      least: url(width: 1) most: url(width: 641) } } }`,
    { slug },
  );

  for (const [name, sentAs] of Object.entries(formats)) {
    const response = await fetch(activity.cover[name]);
    const sent = await sharp(Buffer.from(await response.arrayBuffer())).metadata();
    expect([sent.format, sent.width, response.headers.get('content-type')]).toEqual([
      sentAs,
      640,
      `image/${name.toLowerCase()}`,
    ]);
  }
  expect(activity.cover.least).toMatch(/\/320\.webp$/);
  expect(activity.cover.most).toMatch(/\/700\.webp$/);
});

test('an image is sent with headers of its own, for as long as an item that everyone sees shows it', async () => {
  const { id, slug } = await publishedWith(await picture(403, 300).jpeg().toBuffer());
  const { url } = (await coverOf(slug))!;

  const response = await fetch(url);

  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'image/webp',
    'cache-control': 'public, max-age=31536000, immutable',
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'cross-origin',
  });
  const etag = response.headers.get('etag')!;
  expect((await fetch(url, { headers: { 'if-none-match': `"other", W/${etag}` } })).status).toBe(304);
  expect((await fetch(url, { method: 'HEAD' })).headers.get('content-length')).toBe(
    response.headers.get('content-length'),
  );

  expect((await change('unpublishActivity', { id, version: 2 })).errors).toBeUndefined();
  expect((await fetch(url)).status).toBe(404);
});

test.each([
  ['its role is lowered', { role: Role.MEMBER }],
  ['its role is bound to another network', { networkId: true }],
])('an address for uploads is not found once %s', async (_what, change) => {
  const { account, other } = await make(server.app, async (create) => ({
    account: await create.account({ role: Role.EDITOR }),
    other: await create.network(),
  }));
  const { id, uploadUrl } = await newImage(server, {}, viewerOf(Role.EDITOR, { accountId: account.id }));
  await server.app.database.write((manager) =>
    manager.update(Account, { id: account.id }, 'role' in change ? change : { networkId: other.id }),
  );

  expect((await sendFile(uploadUrl, photo)).status).toBe(404);

  const { node } = await server.data('query ($id: ID!) { node(id: $id) { ... on Image { width } } }', { id }, editor);
  expect(node).toEqual({ width: 0 });
});

test('making a width of an image is charged to the address, once, and sending it each time', async () => {
  const { slug } = await publishedWith(await picture(640, 480).jpeg().toBuffer());
  const { small } = (await coverOf(slug))!;
  expect(small).toMatch(/\/320\.webp$/);
  // Budgets are renewed with each minute of the clock: the requests begin with one.
  server.pass(MINUTE_MS - (Date.now() % MINUTE_MS));
  const remaining = (): number => server.app.rateLimits!.add(addressSubject('127.0.0.1'), 0).remaining;
  const left: number[] = [remaining()];
  let sending = 0;
  for (let time = 1; time <= 2; time += 1) {
    const response = await fetch(small as string);
    expect(response.status).toBe(200);
    sending = 1_500 + Math.ceil((2_000 * (await response.arrayBuffer()).byteLength) / 2 ** 20);
    left.push(remaining());
  }

  // 0.3072 megapixels are decoded, and 0.0768 encoded.
  expect(left[0]! - left[1]!).toBe(250_000 + 6_144 + 15_360 + sending);
  expect(left[1]! - left[2]!).toBe(sending);
});

test('a tall image is offered in widths in which it has at most 7 megapixels', async () => {
  const tall = sharp({ create: { width: 700, height: 10_500, channels: 3, background: '#246' } });
  const { slug } = await publishedWith(await tall.jpeg().toBuffer());
  const { url } = (await coverOf(slug))!;

  expect(url).toMatch(/\/683\.webp$/);
  expect((await fetch(url.replace('/683.', '/700.'))).status).toBe(404);
});

test('an address has 128 images sent at a time, and another one when one of them ends', async () => {
  const { slug } = await publishedWith(await picture(380, 300).jpeg().toBuffer());
  const { url } = (await coverOf(slug as string))!;
  await (await fetch(url as string)).arrayBuffer();
  // A slow store: none of the responses ends.
  const read = jest.spyOn(EncryptedFiles.prototype, 'read').mockImplementation(async () => {
    const begun = new Readable({ read: () => undefined });
    begun.push('x');
    return begun;
  });
  const waiting = await Promise.all(
    Array.from({ length: 128 }, async () => {
      const controller = new AbortController();
      return { controller, response: await fetch(url as string, { signal: controller.signal }) };
    }),
  );
  read.mockRestore();

  const refused = await fetch(url as string);
  expect([refused.status, refused.headers.get('retry-after'), refused.headers.get('cache-control')]).toEqual([
    429,
    '10',
    'no-store',
  ]);
  expect((await fetch(url as string, { method: 'HEAD' })).status).toBe(200);
  // Responses that nothing refers to would be cancelled.
  expect(waiting.filter(({ response }) => response.status !== 200 || response.bodyUsed)).toEqual([]);
  for (const { controller } of waiting) controller.abort();
  await until(async () => (await fetch(url as string)).status === 200, 'there is room');
});

test('an image that only drafts show has the same answer as none, except at a signed address that expires', async () => {
  const cover = await uploadedImage(server, await picture(401, 300).jpeg().toBuffer());
  const { slug } = await createActivity({ cover });
  const { url } = (await coverOf(slug, editor))!;
  const [address] = url.split('?');
  const none = address.replace(/images\/.{4}/, 'images/0000');

  expect(await coverOf(slug)).toBeUndefined();
  const [ofDraft, ofNone, tampered] = await Promise.all(
    [address, none, url.replace('401.webp', '320.webp')].map(async (one) => {
      const response = await fetch(one);
      const { 'x-request-id': _, date: __, ...headers } = Object.fromEntries(response.headers);
      return { status: response.status, headers, body: await response.text() };
    }),
  );
  expect([ofDraft, tampered]).toEqual([ofNone, ofNone]);
  expect(ofNone!.status).toBe(404);
  expect((await server.data('query ($id: ID!) { node(id: $id) { id } }', { id: cover })).node).toBeNull();

  const signed = await fetch(url);
  expect([signed.status, signed.headers.get('cache-control')]).toEqual([
    200,
    expect.stringMatching(/^private, max-age=[3-7]\d{3}$/),
  ]);
  server.pass(7_200_000);
  expect((await fetch(url)).status).toBe(404);
});

test('an item is not published until its images have an alternative text, which then stays', async () => {
  const [cover, other] = [await uploadedImage(server, photo, { alt: null }), await uploadedImage(server, photo)];
  const { id } = await createActivity({ cover, gallery: [other, cover] });

  for (const [mutation, more] of [
    ['publishActivity', {}],
    ['scheduleActivity', { publishAt: '2090-01-01T00:00:00Z' }],
  ] as const) {
    const { errors } = await change(mutation, { id, version: 1, ...more });
    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: [
        { path: 'input.cover', code: 'REQUIRED' },
        { path: 'input.gallery.1', code: 'REQUIRED' },
      ],
    });
  }

  const update = `mutation ($input: UpdateImageInput!) { updateImage(input: $input) { image { alt version } } }`;
  await server.data(update, { input: { id: cover, version: 1, alt: 'Here it is' } }, editor);
  expect((await change('publishActivity', { id, version: 1 })).data!['publishActivity'].activity).toMatchObject({
    publication: { state: 'PUBLISHED' },
    cover: { id: cover, alt: 'Here it is' },
    gallery: [{ id: other }, { id: cover }],
  });
  const { errors } = await server.query(update, { input: { id: cover, version: 2, alt: null } }, editor);
  expect(errors?.[0]?.extensions).toMatchObject({ field: 'input.alt' });
});

test('content names only images that have a file and that the editor may edit', async () => {
  const { id: empty } = await newImage(server);
  const hidden = await uploadedImage(server, photo);
  const own = await uploadedImage(server, photo, {}, networkEditor);
  const emblem = `mutation ($input: UpdateNetworkInput!) { updateNetwork(input: $input) { network { emblem { id } } } }`;
  const network = Buffer.from(`Network:${networkEditor.networkId}`).toString('base64url');
  const attempts = [
    [empty, editor],
    [hidden, networkEditor],
    ['SW1hZ2U6OTk5OTk', editor],
    [network, editor],
  ] as const;

  for (const [image, asker] of attempts) {
    const { errors } = await server.query(emblem, { input: { id: network, version: 1, emblem: image } }, asker);
    expect(errors?.[0]?.extensions).toMatchObject({ fields: [{ path: 'input.emblem', code: 'UNKNOWN' }] });
  }
  const { updateNetwork } = await server.data(
    emblem,
    { input: { id: network, version: 1, emblem: own } },
    networkEditor,
  );
  expect(updateNetwork.network.emblem).toEqual({ id: own });
  const update = `mutation ($input: UpdateImageInput!) { updateImage(input: $input) { image { id } } }`;
  const { errors } = await server.query(update, { input: { id: hidden, version: 1, alt: 'x' } }, networkEditor);
  expect(errors?.[0]?.extensions.code).toBe('NOT_FOUND');
});

test('an image has no url before its file, and the mutation that selected it can be repeated without it', async () => {
  const create = (fields: string) =>
    `mutation ($input: CreateImageInput!) { createImage(input: $input) { ${fields} } }`;
  const input = { fileName: 'picture.jpg', alt: 'A picture', clientMutationId: 'picture' };
  const refused = await server.query(create('image { url } uploadUrl'), { input }, editor);
  expect(refused.data).toBeNull();
  expect(refused.errors).toMatchObject([
    {
      message: 'The image has no file yet: send it to the uploadUrl, and select url afterwards',
      path: ['createImage', 'image', 'url'],
      extensions: { code: 'CONFLICT' },
    },
  ]);

  const { createImage: repeated } = await server.data(create('image { id } uploadUrl'), { input }, editor);
  expect((await sendFile(repeated.uploadUrl, photo)).status).toBe(201);

  const find = 'query ($id: ID!) { node(id: $id) { ... on Image { url(width: 320) } } }';
  const { node } = await server.data(find, { id: repeated.image.id }, editor);
  expect((await fetch(node.url)).status).toBe(200);
});

test('an image is deleted with its files once nothing shows it', async () => {
  const { id, cover, slug } = await publishedWith(await picture(402, 300).jpeg().toBuffer());
  const { url } = (await coverOf(slug))!;
  await fetch(url);
  const remove = `mutation ($input: DeleteImageInput!) { deleteImage(input: $input) { deletedId } }`;
  const refused = await server.query(remove, { input: { id: cover, version: 1 } }, editor);
  expect(refused.errors?.[0]?.extensions.code).toBe('CONFLICT');

  await change('updateActivity', { id, version: 2, cover: null });
  const { deleteImage } = await server.data(remove, { input: { id: cover, version: 1 } }, editor);

  expect(deleteImage.deletedId).toBe(cover);
  expect((await fetch(url)).status).toBe(404);
  expect((await change('revertActivity', { id, version: 3, to: 2 })).errors?.[0]?.extensions).toMatchObject({
    fields: [{ path: 'input.cover', code: 'UNKNOWN' }],
  });
});

test('logos of programmes and organisations need an alternative text at once', async () => {
  const [logo, silent] = [await uploadedImage(server, photo), await uploadedImage(server, photo, { alt: null })];
  for (const [type, name] of [
    ['Programme', 'programme'],
    ['Organisation', 'organisation'],
  ]) {
    const mutation = `mutation ($input: Create${type}Input!) { create${type}(input: $input) { ${name} { logo { id } } } }`;
    const { errors } = await server.query(mutation, { input: { name: 'Ports', logo: silent } }, admin);
    expect(errors?.[0]?.extensions).toMatchObject({ fields: [{ path: 'input.logo', code: 'REQUIRED' }] });
    const created = await server.data(mutation, { input: { name: 'Ports', logo } }, admin);
    expect(Object.values(created)[0]).toEqual({ [name!]: { logo: { id: logo } } });
  }
});

test('covers and galleries of many activities take as many statements as those of one', async () => {
  const cover = await uploadedImage(server, photo);
  const list = (slugs: string) =>
    `{ activities(first: 50, filter: { title: { contains: "${slugs}" } }) { nodes { cover { id url } gallery { id url } } } }`;
  const counts: number[] = [];
  for (const [title, count] of [
    ['single', 1],
    ['several', 12],
  ] as const) {
    for (let number = 0; number < count; number++) {
      const { id } = await createActivity({ title: `${title} ${number}`, cover, gallery: [cover] });
      await change('publishActivity', { id, version: 1 });
    }
    counts.push((await server.statementsOf(() => server.data(list(title)))).length);
  }
  expect(counts[1]).toBe(counts[0]);
});

test('an upload address works once, and only while its holder may edit the image', async () => {
  const { uploadUrl } = await newImage(server);
  expect((await sendFile(uploadUrl, photo)).status).toBe(201);
  expect((await sendFile(uploadUrl, photo)).status).toBe(409);
  expect(
    (
      await sendFile(
        uploadUrl.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a')),
        photo,
      )
    ).status,
  ).toBe(404);
  const { errors } = await server.query(
    `mutation { createImage(input: { fileName: "drawing.svg" }) { image { id } } }`,
    {},
    editor,
  );
  expect(errors?.[0]?.extensions).toMatchObject({ fields: [{ path: 'input.fileName', code: 'INVALID' }] });
});

onSqlite('a kept answer has the address of the host that it was requested from', async () => {
  const { slug } = await publishedWith(photo);
  const body = JSON.stringify({ query: `{ activity(slug: "${slug}") { cover { url } } }` });
  const urlAt = async (host: string): Promise<string> => {
    const { body: answer } = await server.app.http.inject({
      method: 'POST',
      url: '/graphql',
      headers: { host, 'content-type': 'application/json' },
      body,
    });
    return new URL(JSON.parse(answer).data.activity.cover.url).origin;
  };

  expect([await urlAt('one.example'), await urlAt('other.example')]).toEqual([
    'http://one.example',
    'http://other.example',
  ]);
});

test('purging deletes images, with their files, that no item has shown for days, and no others', async () => {
  const { database } = server.app;
  const { files } = await storageOf(server);
  const unused = new UnusedMedia(database, new FileLeases(database, files, () => new Date()), mediaOwners, 'image');
  const [shown, removed, forgotten] = [
    await uploadedImage(server, photo),
    await uploadedImage(server, photo),
    await uploadedImage(server, photo),
  ];
  const { id } = await createActivity({ cover: shown, gallery: [removed] });
  const now = Date.now();
  const inDays = (days: number) => new Date(now + days * 86_400_000).toISOString();
  const exists = async (image: string) =>
    (await server.data('query ($id: ID!) { node(id: $id) { id } }', { id: image }, editor)).node !== null;

  await unused.note(inDays(0));
  const stored = (await storedFiles(server)).length;
  await change('updateActivity', { id, version: 1, gallery: [] });
  await unused.note(inDays(9));
  expect(await unused.purge(inDays(10), 10)).toBeGreaterThan(0);

  expect([await exists(shown), await exists(removed), await exists(forgotten)]).toEqual([true, true, false]);
  expect((await storedFiles(server)).length).toBeLessThan(stored);
  await unused.purge(inDays(19), 0);
  expect([await exists(shown), await exists(removed)]).toEqual([true, false]);
});
