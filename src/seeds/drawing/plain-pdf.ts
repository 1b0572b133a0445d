/** Paragraphs under a heading. */
export interface PdfSection {
  readonly heading: string;
  readonly paragraphs: readonly string[];
}

// A4 in points. Every letter of Courier is 0.6 times the font size wide, so the width of a text is its length.
const PAGE = { width: 595, height: 842, margin: 56 };
const FONT = { size: 10, leading: 14 };
const LETTERS_PER_LINE = Math.floor((PAGE.width - 2 * PAGE.margin) / (0.6 * FONT.size));
const LINES_PER_PAGE = Math.floor((PAGE.height - 2 * PAGE.margin) / FONT.leading);

interface Line {
  readonly text: string;
  readonly isBold: boolean;
}

/**
 * Creates a PDF 1.4 with these texts in Courier, a font that every reader has. The same texts give the same bytes. Texts
 * must be ASCII. This is enough for a few demonstration pages; a library would be part of every installation.
 */
export function plainPdf(sections: readonly PdfSection[]): Buffer {
  const lines = sections.flatMap(linesOf);
  const pages: Line[][] = [];
  for (let from = 0; from < lines.length; from += LINES_PER_PAGE) pages.push(lines.slice(from, from + LINES_PER_PAGE));

  // Objects 1 to 4 are the catalogue, the list of pages and the two fonts. Then each page has one object, and one for its text.
  const pageNumbers = pages.map((_, index) => 5 + 2 * index);
  return assemble([
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${pageNumbers.map((number) => `${number} 0 R`).join(' ')}] /Count ${pages.length} >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>',
    '<< /Type /Font /Subtype /Type1 /BaseFont /Courier-Bold >>',
    ...pages.flatMap((pageLines, index) => [
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${PAGE.width} ${PAGE.height}] ` +
        `/Resources << /Font << /Regular 3 0 R /Bold 4 0 R >> >> /Contents ${pageNumbers[index]! + 1} 0 R >>`,
      streamOf(pageLines),
    ]),
  ]);
}

function linesOf({ heading, paragraphs }: PdfSection): Line[] {
  const bold = wrap(heading).map((text) => ({ text, isBold: true }));
  return [...bold, ...paragraphs.flatMap((text) => [...wrap(text), '']).map((text) => ({ text, isBold: false }))];
}

function wrap(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= LETTERS_PER_LINE)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function streamOf(lines: readonly Line[]): string {
  const operators = lines.map(
    ({ text, isBold }) =>
      `/${isBold ? 'Bold' : 'Regular'} ${FONT.size} Tf (${text.replace(/[()\\]/g, String.raw`\$&`)}) Tj T*`,
  );
  const top = PAGE.height - PAGE.margin - FONT.size;
  const content = ['BT', `${FONT.leading} TL ${PAGE.margin} ${top} Td`, ...operators, 'ET'].join('\n');
  return `<< /Length ${content.length} >>\nstream\n${content}\nendstream`;
}

/** ISO 32000-1, 7.5: the objects, a table with the offset of each object, and the offset of the table. */
function assemble(objects: readonly string[]): Buffer {
  let text = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const entries = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  text +=
    `xref\n0 ${size}\n0000000000 65535 f \n${entries}` +
    `trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF\n`;
  return Buffer.from(text, 'ascii');
}
