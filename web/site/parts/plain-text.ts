import markdownIt from 'markdown-it';

const markdown = markdownIt();

/** Search engines and link previews show fewer characters of a description. */
const MAX_DESCRIPTION = 300;

/** The words of a Markdown text in one line, for places that show no formatting. Pictures are left out. */
export function plainText(text: string): string {
  const blocks = markdown.parse(text, {}).map(({ children, content }) => {
    const words = children?.map((part) => {
      if (part.type === 'softbreak' || part.type === 'hardbreak') return ' ';
      return part.type === 'image' ? '' : part.content;
    });
    return words?.join('') ?? content;
  });
  return blocks.join(' ').replace(/\s+/g, ' ').trim();
}

/** The first words of a Markdown text, for search engines and link previews. */
export function descriptionOf(text: string): string {
  const words = plainText(text);
  if (words.length <= MAX_DESCRIPTION) return words;
  // A surrogate pair is never split.
  const cut = words.slice(0, MAX_DESCRIPTION).replace(/[\ud800-\udbff]$/, '');
  // Not all languages have spaces between words.
  const end = cut.lastIndexOf(' ');
  return `${end > MAX_DESCRIPTION / 2 ? cut.slice(0, end) : cut}…`;
}
