import { Role } from '../../../../src/core/access/role';
import { PublicationState } from '../../../../src/modules/publishing/publication.entity';
import { make, publication } from '../../../support/factories';
import { type Asker, startTestServer, type TestServer } from '../../../support/test-server';
import { editor, member, viewerOf } from '../../../support/viewers';

let server: TestServer;

beforeEach(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
});

afterEach(() => server.close());

const query = `query ($first: Int, $after: String) { documentsWithoutFile(first: $first, after: $after) {
  nodes { title position activity { title } access { state reason } } totalCount pageInfo { endCursor hasNextPage } } }`;

async function titles(asker: Asker): Promise<string[]> {
  const { documentsWithoutFile } = await server.data(query, {}, asker);
  const found = documentsWithoutFile.nodes.map(({ title }: { title: string }) => title);
  expect(documentsWithoutFile.totalCount).toBe(found.length);
  return found;
}

/** Documents of two networks: with and without a file, in the trash, and of an activity in the trash. */
function makeDocuments() {
  return make(server.app, async (create) => {
    const network = await create.network();
    const activity = await create.activity({ title: 'Held' });
    await create.takesPart(activity, network);
    const other = await create.activity({ publication: publication(PublicationState.DRAFT) });
    const deleted = () =>
      Object.assign(publication(PublicationState.ARCHIVED), { deletedAt: '2026-01-01T00:00:00.000Z' });
    const gone = await create.activity({ publication: deleted() });
    const without = { contentVersion: null };
    await create.document({ activityId: activity.id, title: 'Agenda', ...without });
    await create.document({ activityId: activity.id, title: 'Report', position: 2 });
    await create.document({
      activityId: activity.id,
      title: 'Deleted',
      position: 3,
      ...without,
      publication: deleted(),
    });
    await create.document({ activityId: other.id, title: 'Of another network', ...without });
    await create.document({ activityId: gone.id, title: 'Of a deleted activity', ...without });
    await create.document({ activityId: activity.id, title: 'Minutes', position: 4, ...without });
    return network;
  });
}

test('lists the documents that wait for their file, newest first, and no others', async () => {
  await makeDocuments();

  expect(await titles(editor)).toEqual(['Minutes', 'Of another network', 'Agenda']);
  const { documentsWithoutFile } = await server.data(query, { first: 1 }, editor);
  expect(documentsWithoutFile).toMatchObject({
    nodes: [
      {
        title: 'Minutes',
        position: 4,
        activity: { title: 'Held' },
        access: { state: 'LOCKED', reason: 'NO_CONTENT' },
      },
    ],
    pageInfo: { hasNextPage: true },
  });
  const after = documentsWithoutFile.pageInfo.endCursor;
  const next = (await server.data(query, { first: 1, after }, editor)).documentsWithoutFile;
  expect(next.nodes).toMatchObject([{ title: 'Of another network' }]);
});

test('shows an editor of one network the documents of that network', async () => {
  const network = await makeDocuments();

  expect(await titles(viewerOf(Role.EDITOR, { networkId: network.id }))).toEqual(['Minutes', 'Agenda']);
});

test.each([
  ['nobody', undefined],
  ['a member', member],
])('is FORBIDDEN to %s', async (_who, asker) => {
  const { data, errors } = await server.query('{ documentsWithoutFile { totalCount } }', {}, asker);

  expect(errors).toMatchObject([{ path: ['documentsWithoutFile'], extensions: { code: 'FORBIDDEN' } }]);
  expect(data).toEqual({ documentsWithoutFile: null });
});
