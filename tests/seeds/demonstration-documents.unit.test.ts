import { demonstration } from '../../src/seeds/demonstration/demonstration.data';
import { demonstrationFiles, documentedActivity } from '../../src/seeds/demonstration/demonstration-documents';
import { plainPdf } from '../../src/seeds/drawing/plain-pdf';
import { assertFileName } from '../../src/storage/file-name';
import { decideMediaType } from '../../src/storage/media-type';

/** The lines of a PDF that `plainPdf` has created. */
function linesOf(pdf: Buffer): string[] {
  return [...pdf.toString('latin1').matchAll(/\((.*)\) Tj/g)].map(([, text]) => text!.replace(/\\(.)/g, '$1'));
}

test('each document of the activity has a file of an accepted type, with the same bytes each time', () => {
  const files = demonstrationFiles();
  const activity = demonstration.activities.find(({ slug }) => slug === documentedActivity)!;
  expect(files.map(({ fileName }) => fileName.replace(/\.\w+$/, ''))).toEqual(
    activity.documents.map(({ title }) => title),
  );
  for (const { fileName, bytes } of files) {
    assertFileName(fileName);
    expect(() => decideMediaType(fileName, bytes)).not.toThrow();
    expect(bytes.toString('latin1')).toMatch(/^[\n -~]*$/);
  }
  expect(demonstrationFiles()).toEqual(files);
});

test('the concept note contains the texts of the activity, and says that it is demonstration data', () => {
  const [note] = demonstrationFiles();
  const text = linesOf(note!.bytes).join(' ');
  const { title, summary, description, objectives, topics } = demonstration.activities.find(
    ({ slug }) => slug === documentedActivity,
  )!;
  for (const part of [title, summary, description!, ...objectives, ...topics]) expect(text).toContain(part);
  expect(text).toContain('belongs to the demonstration data of Entente');
});

test('a PDF has the correct offsets of its objects and the correct lengths of its texts', () => {
  const paragraphs = Array.from(
    { length: 80 },
    (_, index) => `Paragraph ${index} (of 80) \\ ${'word '.repeat(30).trim()}`,
  );
  const pdf = plainPdf([{ heading: 'A heading', paragraphs }]);
  const text = pdf.toString('latin1');

  const table = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(text)![1]);
  expect(text.slice(table, table + 5)).toBe('xref\n');
  const offsets = [...text.slice(table).matchAll(/^(\d{10}) 00000 n $/gm)].map(([, offset]) => Number(offset));
  offsets.forEach((offset, index) => {
    expect(text.slice(offset)).toMatch(new RegExp(`^${index + 1} 0 obj\n`));
  });
  expect(offsets).toHaveLength([...text.matchAll(/^\d+ 0 obj$/gm)].length);
  const streams = [...text.matchAll(/\/Length (\d+) >>\nstream\n([^]*?)\nendstream/g)];
  expect(streams.length).toBeGreaterThan(3);
  for (const [, length, content] of streams) expect(content).toHaveLength(Number(length));
  expect(linesOf(pdf).join(' ').replaceAll('  ', ' ').trim()).toBe(['A heading', ...paragraphs].join(' '));
});
