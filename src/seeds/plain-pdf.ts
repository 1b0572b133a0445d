/** A part of a text that is set under a heading of its own. */
export interface PdfSection {
  readonly heading: string;
  readonly paragraphs: readonly string[];
}

// A4 in points, and a font whose letters all have 0.6 of its size, so that counting them is measuring them.
const page = { width: 595, height: 842, margin: 56 };
const font = { size: 10, leading: 14 };
const lettersPerLine = Math.floor((page.width - 2 * page.margin) / (0.6 * font.size));
const linesPerPage = Math.floor((page.height - 2 * page.margin) / font.leading);

interface Line {
  readonly text: string;
  readonly isBold: boolean;
}

/**
 * A PDF 1.4 with these texts in Courier, which every reader has, and the same bytes each time. The texts are ASCII: that
 * much is needed for a few pages of demonstration, and a library would come with every installation.
 */
export function plainPdf(sections: readonly PdfSection[]): Buffer {
  const lines = sections.flatMap(linesOf);
  const pages: Line[][] = [];
  for (let from = 0; from < lines.length; from += linesPerPage) pages.push(lines.slice(from, from + linesPerPage));

  // Objects 1 to 4 are the catalogue, the list of pages and the two fonts; then each page has one, and one for its text.
  const pageNumbers = pages.map((_, index) => 5 + 2 * index);
  return assemble([
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${pageNumbers.map((number) => `${number} 0 R`).join(' ')}] /Count ${pages.length} >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>',
    '<< /Type /Font /Subtype /Type1 /BaseFont /Courier-Bold >>',
    ...pages.flatMap((pageLines, index) => [
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${page.width} ${page.height}] ` +
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
    if (last !== undefined && last.length + 1 + word.length <= lettersPerLine)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function streamOf(lines: readonly Line[]): string {
  const shown = lines.map(
    ({ text, isBold }) =>
      `/${isBold ? 'Bold' : 'Regular'} ${font.size} Tf (${text.replace(/[()\\]/g, String.raw`\$&`)}) Tj T*`,
  );
  const top = page.height - page.margin - font.size;
  const content = ['BT', `${font.leading} TL ${page.margin} ${top} Td`, ...shown, 'ET'].join('\n');
  return `<< /Length ${content.length} >>\nstream\n${content}\nendstream`;
}

/** ISO 32000-1, 7.5: the objects, a table of where each begins, and where the table is. */
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
