import { decideMediaType, MEDIA_TYPE_SAMPLE_BYTES } from '../../src/storage/media-type';
import { MediaTypeError } from '../../src/storage/storage-errors';

const PDF = Buffer.from('%PDF-1.7\n%âãÏÓ\n1 0 obj');
const PNG = bytes(0x89, 'PNG\r\n', 0x1a, '\n', 0, 0, 0, 13, 'IHDR');
const EXE = bytes('MZ', 0x90, 0, 3, 0, 0, 0, 4, 0, 0, 0, 0xff, 0xff, 0, 0);
const OLE = bytes(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0, 0, 0);
const OFFICE = 'application/vnd.openxmlformats-officedocument.';
const OPEN_DOCUMENT = 'application/vnd.oasis.opendocument.';

describe('accepts', () => {
  test.each([
    ['report.pdf', PDF, 'application/pdf'],
    ['REPORT.PDF', PDF, 'application/pdf'],
    ['a.docx', zip('[Content_Types].xml'), `${OFFICE}wordprocessingml.document`],
    ['a.docx', zip('word/document.xml'), `${OFFICE}wordprocessingml.document`],
    ['a.xlsx', zip('xl/workbook.xml'), `${OFFICE}spreadsheetml.sheet`],
    ['a.pptx', zip('_rels/.rels'), `${OFFICE}presentationml.presentation`],
    ['a.odt', zip('mimetype', `${OPEN_DOCUMENT}text`), `${OPEN_DOCUMENT}text`],
    ['a.ods', zip('mimetype', `${OPEN_DOCUMENT}spreadsheet`), `${OPEN_DOCUMENT}spreadsheet`],
    ['a.zip', zip('anything.exe'), 'application/zip'],
    ['a.rtf', Buffer.from('{\\rtf1\\ansi Hello}'), 'application/rtf'],
    ['a.png', PNG, 'image/png'],
    ['a.jpeg', bytes(0xff, 0xd8, 0xff, 0xe1, 0, 0), 'image/jpeg'],
    ['a.heic', bytes(0, 0, 0, 24, 'ftypheix', 0, 0, 0, 0), 'image/heic'],
    ['a.mp4', bytes(0, 0, 0, 24, 'ftypisom', 0, 0, 0, 0), 'video/mp4'],
    ['a.mp3', bytes('ID3', 4, 0), 'audio/mpeg'],
    ['a.p7m', bytes(0x30, 0x82, 0x10, 0x00, 6, 9), 'application/pkcs7-mime'],
    ['a.p7m', bytes(0x30, 0x80, 6, 9), 'application/pkcs7-mime'],
    ['a.txt', Buffer.from('Grüße aus Bischkek'), 'text/plain'],
    ['a.csv', Buffer.from('\uFEFFnom;année\r\nÉté;2026\r\n'), 'text/csv'],
    ['a.md', Buffer.from('# Title'), 'text/markdown'],
    ['a.json', Buffer.from('{"a": [1]}'), 'application/json'],
    ['a.txt', Buffer.alloc(0), 'text/plain'],
    ['a.txt', Buffer.from('PLAN OF ACTION'), 'text/plain'],
    ['a.txt', Buffer.from('BM is not a bitmap, nor is MZ a program'), 'text/plain'],
  ])('%s', (name, sample, mediaType) => {
    expect(decideMediaType(name, sample)).toBe(mediaType);
  });

  test('text whose sample ends within a character', () => {
    const whole = Buffer.from('é'.repeat(3_000));
    const sample = Buffer.concat([Buffer.from('a'), whole]).subarray(0, MEDIA_TYPE_SAMPLE_BYTES);
    expect(decideMediaType('a.txt', sample)).toBe('text/plain');
  });
});

describe('rejects', () => {
  test.each([
    ['report', PDF, 'must have an extension'],
    ['.pdf', PDF, 'must have an extension'],
    ['report.', PDF, 'must have an extension'],
    ['report.qqq', PDF, '.qqq files are not accepted'],
    ['a.constructor', PDF, '.constructor files are not accepted'],
    ['report.pdf.exe', EXE, '.exe files are not accepted'],
    ['page.html', Buffer.from('<p>'), '.html files are not accepted'],
    ['drawing.svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), '.svg'],
    ['page.xhtml', Buffer.from('<html xmlns="http://www.w3.org/1999/xhtml"/>'), '.xhtml'],
    ['data.xml', Buffer.from('<?xml version="1.0"?><a/>'), '.xml files are not accepted: put the file into a .zip'],
    ['script.js', Buffer.from('alert(1)'), '.js'],
    ['macro.docm', zip('[Content_Types].xml'), '.docm'],
    ['a.doc', OLE, 'may contain macros: save the file as .docx or .pdf, or put it into a .zip file'],
    ['a.XLS', OLE, 'save the file as .xlsx or .pdf'],
    ['a.ppt', OLE, 'save the file as .pptx or .pdf'],
    ['a.msg', OLE, 'save the file as .eml or .pdf'],
  ])('%s by its name', (name, sample, reason) => {
    expect(() => decideMediaType(name, sample)).toThrow(MediaTypeError);
    expect(() => decideMediaType(name, sample)).toThrow(reason);
  });

  test.each([
    ['report.pdf', Buffer.from('<p>not a PDF</p>')],
    ['report.pdf', Buffer.alloc(0)],
    ['report.pdf', EXE],
    ['a.png', PDF],
    ['a.docx', zip('anything.exe')],
    ['a.docx', zip('xl/workbook.xml')],
    ['a.docx', PDF],
    ['a.docx', OLE],
    ['a.docx', Buffer.from('PK\x03\x04')],
    ['a.odt', zip('mimetype', `${OPEN_DOCUMENT}spreadsheet`)],
    ['a.odt', zip('content.xml')],
    ['a.p7m', Buffer.from('0 is no sequence')],
  ])('%s with content of another type', (name, sample) => {
    expect(() => decideMediaType(name, sample)).toThrow(MediaTypeError);
    expect(() => decideMediaType(name, sample)).toThrow('must match the extension');
  });

  test.each([
    ['a program', EXE],
    ['a PDF', Buffer.from('%PDF-1.4 in ASCII alone')],
    ['rich text', Buffer.from('{\\rtf1 Hello}')],
    ['a picture', PNG],
    ['a zip file', zip('a.txt')],
    ['a NUL', Buffer.from('a\0b')],
    ['an escape sequence', Buffer.from('a\u001b[2Jb')],
    ['Latin-1', Buffer.from('é', 'latin1')],
    ['UTF-16', Buffer.from('\uFEFFhello', 'utf16le')],
    ['half a character at the end of the file', Buffer.from('é').subarray(0, 1)],
  ])('%s named as a text file', (_what, sample) => {
    expect(() => decideMediaType('notes.txt', sample)).toThrow(MediaTypeError);
    expect(() => decideMediaType('notes.txt', sample)).toThrow('must be UTF-8 text');
  });
});

function bytes(...parts: (number | string)[]): Buffer {
  return Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from([part]))));
}

/** The start of a zip file whose first entry is stored without compression. */
function zip(name: string, content = ''): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32BE(0x504b0304, 0);
  header.writeUInt16LE(name.length, 26);
  return Buffer.concat([header, Buffer.from(name), Buffer.from(content), Buffer.alloc(200)]);
}
