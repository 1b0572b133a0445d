import { Role } from '../../../../src/core/access/role';
import { PublicationState } from '../../../../src/modules/publishing/publication.entity';
import { make, publication } from '../../../support/factories';
import { mutationsOf } from '../../../support/mutations';
import { type Asker, startTestServer, type TestServer } from '../../../support/test-server';
import { editor, member, viewer, viewerOf } from '../../../support/viewers';

let server: TestServer;

beforeEach(async () => {
  server = await startTestServer({ DEMO_DATA: 'false', LOCALES: 'en,fr', DEFAULT_LOCALE: 'en' });
});

afterEach(() => server.close());

const query = `query ($filter: RestrictedDocumentFilter) { restrictedDocuments(filter: $filter) {
  nodes { title activity { title } } totalCount } }`;

async function titles(asker: Asker, title?: object): Promise<string[]> {
  const variables = title === undefined ? {} : { filter: { title } };
  const { restrictedDocuments } = await server.data(query, variables, asker);
  const found = restrictedDocuments.nodes.map((node: { title: string }) => node.title);
  expect(restrictedDocuments.totalCount).toBe(found.length);
  return found;
}

/** Documents of two networks: of a public activity, of a draft, in the trash, and of an activity in the trash. */
function makeDocuments() {
  return make(server.app, async (create) => {
    const network = await create.network();
    const activity = await create.activity({ title: 'Held' });
    await create.takesPart(activity, network);
    const other = await create.activity({ publication: publication(PublicationState.DRAFT) });
    const deleted = () =>
      Object.assign(publication(PublicationState.ARCHIVED), { deletedAt: '2026-01-01T00:00:00.000Z' });
    const gone = await create.activity({ publication: deleted() });
    await create.document({ activityId: activity.id, title: 'Annual Report' });
    await create.document({ activityId: activity.id, title: 'Report, deleted', position: 2, publication: deleted() });
    await create.document({ activityId: other.id, title: 'Report of another network' });
    await create.document({ activityId: gone.id, title: 'Report of a deleted activity' });
    await create.document({ activityId: activity.id, title: 'Draft', position: 3, contentVersion: null });
    return network;
  });
}

test('lists the documents that the editor may edit, newest first, and no others', async () => {
  await makeDocuments();

  expect(await titles(editor)).toEqual(['Draft', 'Report of another network', 'Annual Report']);
});

test('finds documents by a part of their title, whatever its case and accents', async () => {
  await makeDocuments();

  expect(await titles(editor, { contains: 'RÉPORT' })).toEqual(['Report of another network', 'Annual Report']);
  expect(await titles(editor, { startsWith: 'annual' })).toEqual(['Annual Report']);
  expect(await titles(editor, { contains: 'minutes' })).toEqual([]);
});

test('finds a document by the draft of a translation, and by the title that it got last', async () => {
  await makeDocuments();
  const { id, version } = await documentOf('Annual Report');
  const input = { id, version, locale: 'fr', title: 'Rapport annuel' };
  await mutationsOf(server, 'setRestrictedDocumentTranslation', editor).done(input, '__typename');
  const change = { id, version: version + 1, title: 'Final report' };
  await mutationsOf(server, 'updateRestrictedDocument', editor).done(change, '__typename');

  expect(await titles(editor, { contains: 'rapport' })).toEqual(['Final report']);
  expect(await titles(editor, { contains: 'annual' })).toEqual([]);
});

test('shows an editor of one network the documents of that network, by whatever title they are looked for', async () => {
  const network = await makeDocuments();
  const bound = viewerOf(Role.EDITOR, { networkId: network.id });

  expect(await titles(bound)).toEqual(['Draft', 'Annual Report']);
  expect(await titles(bound, { contains: 'another network' })).toEqual([]);
  const { id, version } = await documentOf('Report of another network');
  const translation = { id, version, locale: 'fr', title: 'Rapport interne' };
  await mutationsOf(server, 'setRestrictedDocumentTranslation', editor).done(translation, '__typename');
  expect(await titles(editor, { contains: 'interne' })).toEqual(['Report of another network']);
  expect(await titles(bound, { contains: 'interne' })).toEqual([]);
});

test.each([
  ['nobody', undefined],
  ['a viewer', viewer],
  ['a member', member],
])('is FORBIDDEN to %s', async (_who, asker) => {
  await makeDocuments();

  const { data, errors } = await server.query(query, { filter: { title: { contains: 'report' } } }, asker);

  expect(errors).toMatchObject([{ path: ['restrictedDocuments'], extensions: { code: 'FORBIDDEN' } }]);
  expect(data).toEqual({ restrictedDocuments: null });
});

async function documentOf(title: string): Promise<{ id: string; version: number }> {
  const { restrictedDocuments } = await server.data(
    'query ($title: String!) { restrictedDocuments(filter: { title: { eq: $title } }) { nodes { id publication { version } } } }',
    { title },
    editor,
  );
  const [{ id, publication: found }] = restrictedDocuments.nodes;
  return { id, version: found.version };
}
