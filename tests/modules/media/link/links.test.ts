import { startTestServer, type TestServer } from '../../../support/test-server';
import { editor } from '../../../support/viewers';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
});

afterAll(() => server.close());

const create = `mutation ($input: CreateActivityInput!) {
  createActivity(input: $input) { activity { id links { kind title url } } }
}`;

const recording = { kind: 'VIDEO', title: 'Opening', url: 'https://video.example/1' };

test('links are kept in their order, recorded in the history, and cleared by null', async () => {
  const links = [recording, { kind: 'REPORT', title: 'Results', url: 'https://example.org/?a=1#b' }];
  const { createActivity } = await server.data(create, { input: { title: 'T', summary: 'S', links } }, editor);
  expect(createActivity.activity.links).toEqual(links);

  const { updateActivity } = await server.data(
    `mutation ($input: UpdateActivityInput!) { updateActivity(input: $input) { activity {
      links { url } history(first: 1) { nodes { changes { field from to } } } } } }`,
    { input: { id: createActivity.activity.id, version: 1, links: null } },
    editor,
  );
  expect(updateActivity.activity.links).toEqual([]);
  expect(updateActivity.activity.history.nodes[0].changes).toEqual([
    { field: 'links', from: JSON.stringify(links), to: null },
  ]);
});

test.each(['http://example.org', 'javascript:alert(1)', 'https://a:b@example.org', 'example.org', ''])(
  'refuses the address %p',
  async (url) => {
    const links = [recording, { ...recording, url, title: '' }];
    const { errors } = await server.query(create, { input: { title: 'T', summary: 'S', links } }, editor);
    expect(errors?.[0]?.extensions).toMatchObject({
      fields: [
        { path: 'input.links.1.title', code: 'REQUIRED' },
        { path: 'input.links.1.url', code: 'INVALID' },
      ],
    });
  },
);
