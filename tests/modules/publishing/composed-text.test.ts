import { startTestServer, type TestServer } from '../../support/test-server';
import { editor } from '../../support/viewers';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
});

afterAll(() => server.close());

const create = `mutation ($input: CreateActivityInput!) {
  createActivity(input: $input) { activity { title summary objectives { text } } }
}`;

test.each([
  ['Korean', '한국'],
  ['Japanese', 'ガイド'],
  ['Arabic', 'أمن'],
  ['Burmese', '\u1026\u1038'],
])('%s text that is written with its marks apart is kept composed, and found', async (language, text) => {
  const apart = text.normalize('NFD');
  expect(apart).not.toBe(text);
  const input = { title: `${language} ${apart}`, summary: apart, objectives: [apart] };

  const { createActivity } = await server.data(create, { input }, editor);

  expect(createActivity.activity).toEqual({ title: `${language} ${text}`, summary: text, objectives: [{ text }] });
  for (const asked of [text, apart]) {
    const { search } = await server.data(
      'query ($text: String!) { search(text: $text) { nodes { __typename } } }',
      { text: asked },
      editor,
    );
    expect(search.nodes).toHaveLength(1);
  }
});
