import { createRequire } from 'node:module';
import { make } from '../../support/factories';
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
  // The vectors name it by its id.
  const image = await make(server.app, (create) => create.image({ id: 1, alt: '"><script>alert(1)</script>' }));
  expect(image.globalId).toBe('SW1hZ2U6MQ');
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
  img: ['src', 'srcset', 'sizes', 'width', 'height', 'alt', 'title', 'loading'],
};

/** Everything in the HTML that is not harmless. */
function harmIn({ children = [] }: HtmlNode): string[] {
  return children.flatMap((node) => {
    if (node.type === 'text') return [];
    const allowed = node.name === undefined ? undefined : harmless[node.name];
    if (allowed === undefined) return [node.name ?? node.type];
    const attributes = Object.entries(node.attribs ?? {}).filter(
      ([name, value]) =>
        !allowed.includes(name) ||
        (name === 'href' && !isHarmlessLink(value)) ||
        (name === 'src' && !isOwnImage(value)) ||
        (name === 'srcset' && !value.split(', ').every(isOwnImage)),
    );
    return [...attributes.map(([name, value]) => `${name}=${value}`), ...harmIn(node)];
  });
}

/** Parses the link as a browser does, which ignores white space and control characters. */
function isHarmlessLink(href: string): boolean {
  return ['http:', 'https:', 'mailto:'].includes(new URL(href, 'https://example.org').protocol);
}

/** True for an address of an image on this server. */
function isOwnImage(address: string): boolean {
  return address.startsWith(`${server.address}/media/images/`);
}

test('the test itself detects harmful HTML', () => {
  const harm = [
    '<img src=x>',
    '<img srcset="https://evil.example/x.png 1w">',
    '<p onclick="x">y</p>',
    '<a href="java\tscript:x">y</a>',
    '<!-- x -->',
    '<script>x</script>',
  ];

  expect(harm.map((html) => harmIn(parseDocument(html)).length)).toEqual([1, 1, 1, 1, 1, 1]);
  expect(harmIn(parseDocument('<p>x <a href="/y" rel="z">y</a></p>'))).toEqual([]);
});

test.each(xssVectors)('nothing of %p runs where an activity or a news item is shown', async (text) => {
  const { createActivity, createNewsItem, createNetwork } = await server.data(
    `mutation ($text: String!) {
      createActivity(input: { title: "T", summary: "S", description: $text, cover: "SW1hZ2U6MQ" }) { activity { description descriptionHtml } }
      createNewsItem(input: { title: "T", excerpt: "E", body: $text, gallery: ["SW1hZ2U6MQ"] }) { newsItem { body bodyHtml } }
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
