import { renderMarkdown } from '../../../src/core/markdown/render-markdown';

test('renders CommonMark', () => {
  expect(renderMarkdown('# Aims\n\n1. **Trust**\n2. [Report](https://example.org/a?b=1&c=2)')).toBe(
    '<h1>Aims</h1>\n<ol>\n<li><strong>Trust</strong></li>\n' +
      '<li><a href="https://example.org/a?b=1&amp;c=2" rel="nofollow noopener noreferrer">Report</a></li>\n</ol>\n',
  );
});

test.each([
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '[x](javascript:alert(1))',
  '[x](JaVaScRiPt:alert(1))',
  '[x](data:text/html;base64,PHNjcmlwdD4=)',
  '[x](vbscript:msgbox(1))',
  '![x](https://tracker.example/pixel.png)',
  '<https://example.org/"onmouseover="alert(1)>',
  '<svg/onload=alert(1)>',
  '<iframe src="https://example.org"></iframe>',
  '[x](https://example.org "\\" onclick=\\"alert(1)")',
  '<a href="https://example.org" style="position:fixed">x</a>',
  '<style>*{display:none}</style>',
  '```\n</code><script>alert(1)</script>\n```',
])('renders %p without anything that a browser would run or fetch', (markdown) => {
  const html = renderMarkdown(markdown);
  const tags = html.match(/<[^>]*>/g) ?? [];

  expect(tags.join('')).not.toMatch(/script|img|svg|iframe|style|\son\w+="|href="(?!https?:|mailto:)/i);
});
