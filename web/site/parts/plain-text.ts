import markdownIt from 'markdown-it';

const markdown = markdownIt();

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
