import { mutationsOf } from '../../support/mutations';
import { startTestServer, type TestServer } from '../../support/test-server';
import { editor } from '../../support/viewers';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
});

afterAll(() => server.close());

test.each([
  ['Korean', '한국'],
  ['Japanese', 'ガイド'],
  ['Arabic', 'أمن'],
  ['Burmese', '\u1026\u1038'],
])('%s text that is written with its marks apart is kept composed, and found', async (language, text) => {
  const apart = text.normalize('NFD');
  expect(apart).not.toBe(text);
  const input = { title: `${language} ${apart}`, summary: apart, objectives: [apart] };

  const create = mutationsOf(server, 'createActivity', editor);
  const { activity } = await create.done(input, 'activity { title summary objectives { text } }');

  expect(activity).toEqual({ title: `${language} ${text}`, summary: text, objectives: [{ text }] });
  for (const asked of [text, apart]) {
    const { search } = await server.data(
      'query ($text: String!) { search(text: $text) { nodes { __typename } } }',
      { text: asked },
      editor,
    );
    expect(search.nodes).toHaveLength(1);
  }
});
