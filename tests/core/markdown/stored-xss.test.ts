import { createRequire } from 'node:module';
import { startTestServer, type TestServer } from '../../support/test-server';
import { editor } from '../../support/viewers';
import { xssVectors } from '../../support/xss-vectors';

/** A node of parsed HTML. Elements have a name, and nodes that contain others have children. */
interface HtmlNode {
  readonly type: string;
  readonly name?: string;
  readonly data?: string;
  readonly attribs?: Readonly<Record<string, string>>;
  readonly children?: readonly HtmlNode[];
}

// The parser of the sanitiser.
const { parseDocument } = createRequire(require.resolve('sanitize-html'))('htmlparser2') as {
  parseDocument: (html: string) => HtmlNode;
};

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
});

afterAll(() => server.close());

/** Elements and attributes that neither run nor fetch anything. The list is repeated here because it tests the renderer's. */
const harmless: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    ['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'p', 'br', 'hr', 'blockquote', 'pre', 'code', 'ul', 'li', 'strong', 'em', 's']
      .concat(['table', 'thead', 'tbody', 'tr', 'th', 'td'])
      .map((name) => [name, []]),
  ),
  a: ['href', 'title', 'rel'],
  ol: ['start'],
};

/** Everything in the HTML that is not harmless. */
function harmIn({ children = [] }: HtmlNode): string[] {
  return children.flatMap((node) => {
    if (node.type === 'text') return [];
    const allowed = node.name === undefined ? undefined : harmless[node.name];
    if (allowed === undefined) return [node.name ?? node.type];
    const attributes = Object.entries(node.attribs ?? {}).filter(
      ([name, value]) => !allowed.includes(name) || (name === 'href' && !isHarmlessLink(value)),
    );
    return [...attributes.map(([name, value]) => `${name}=${value}`), ...harmIn(node)];
  });
}

/** Parses the link as a browser does, which ignores white space and control characters. */
function isHarmlessLink(href: string): boolean {
  return ['http:', 'https:', 'mailto:'].includes(new URL(href, 'https://example.org').protocol);
}

test('the test itself detects harmful HTML', () => {
  const harm = [
    '<img src=x>',
    '<p onclick="x">y</p>',
    '<a href="java\tscript:x">y</a>',
    '<!-- x -->',
    '<script>x</script>',
  ];

  expect(harm.map((html) => harmIn(parseDocument(html)).length)).toEqual([1, 1, 1, 1, 1]);
  expect(harmIn(parseDocument('<p>x <a href="/y" rel="z">y</a></p>'))).toEqual([]);
});

test.each(xssVectors)('nothing of %p runs where an activity or a news item is shown', async (text) => {
  const { createActivity, createNewsItem, createNetwork } = await server.data(
    `mutation ($text: String!) {
      createActivity(input: { title: "T", summary: "S", description: $text }) { activity { description descriptionHtml } }
      createNewsItem(input: { title: "T", excerpt: "E", body: $text }) { newsItem { body bodyHtml } }
      createNetwork(input: { name: "N", description: $text }) { network { description } }
    }`,
    { text },
    editor,
  );

  const { descriptionHtml } = createActivity.activity;
  const { bodyHtml } = createNewsItem.newsItem;
  expect(bodyHtml).toBe(descriptionHtml);
  expect(descriptionHtml).not.toBe('');
  expect(harmIn(parseDocument(bodyHtml))).toEqual([]);
  // The stored text is unchanged. Only the rendered HTML must be safe.
  expect(createNetwork.network.description).toBe(createActivity.activity.description);
});
