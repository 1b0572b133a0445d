import path from 'node:path';
import { filetypename } from 'magic-bytes.js';
import { lookup } from 'mime-types';
import { MediaTypeError } from './storage-errors';

/** How many bytes from the beginning of a file tell its kind. */
export const MEDIA_TYPE_SAMPLE_BYTES = 4100;

type Check = (sample: Uint8Array, mediaType: string) => boolean;

/** Formats that may be ASCII throughout, by the names of magic-bytes.js. Others give themselves away as no text. */
const TEXTUAL_SIGNATURES = new Set(['pdf', 'ps', 'rtf']);

const text: Check = (sample) => isText(sample) && !filetypename(sample).some((name) => TEXTUAL_SIGNATURES.has(name));

/** Files that may hold macros, whatever their names say, and what takes their place. */
const SUCCESSORS: ReadonlyMap<string, string> = new Map([
  ['doc', 'docx'],
  ['xls', 'xlsx'],
  ['ppt', 'pptx'],
  ['msg', 'eml'],
]);

/**
 * The kinds of files that are taken, by their extensions, and what their bytes must show: what colleagues exchange as
 * documents, pictures, recordings, mail, signatures and archives.
 *
 * Left out on purpose is what does something as soon as it is opened: programs, scripts, shortcuts, installers, disc
 * images, Office files that may hold macros; and HTML, SVG, XML and web archives, which a browser runs. They are never
 * served other than as an attachment that is not sniffed, but from the reader's disk they would run, in the name of
 * whoever published them. XML is left out whole: what makes it run may stand at its end, and be spelled in many ways.
 * Who must send such a file puts it into an archive, whose opening is a decision.
 */
const CHECKS: ReadonlyMap<string, Check> = new Map(
  Object.entries<Check>({
    pdf: signature('pdf'),
    rtf: signature('rtf'),
    docx: officeOpenXml('word'),
    xlsx: officeOpenXml('xl'),
    pptx: officeOpenXml('ppt'),
    odt: openDocument,
    ods: openDocument,
    odp: openDocument,
    odg: openDocument,

    txt: text,
    log: text,
    md: text,
    csv: text,
    tsv: text,
    json: text,
    geojson: text,
    yaml: text,
    yml: text,
    ics: text,
    vcf: text,
    eml: text,
    srt: text,
    vtt: text,

    png: signature('png'),
    jpg: signature('jpg'),
    jpeg: signature('jpg'),
    gif: signature('gif'),
    webp: signature('webp'),
    tif: signature('tif', 'tiff'),
    tiff: signature('tif', 'tiff'),
    bmp: signature('bmp'),
    heic: signature('heif', 'mp4'),
    avif: signature('avif', 'mp4'),

    mp3: signature('mp3'),
    m4a: signature('mp4'),
    wav: signature('wav'),
    flac: signature('flac'),
    ogg: signature('ogx', 'spx'),
    mp4: signature('mp4', '3gp'),
    mov: signature('mov', 'mp4'),
    avi: signature('avi'),
    mkv: signature('mkv'),
    webm: signature('webm'),

    zip: signature('zip'),
    '7z': signature('7z'),
    rar: signature('rar'),
    tar: signature('tar'),
    gz: signature('gz'),
    p7m: derSequence,
    p7s: derSequence,
  }),
);

/**
 * The media type that the file name's extension stands for, given that the bytes are of that kind.
 *
 * @param sample the first MEDIA_TYPE_SAMPLE_BYTES of the file, or all of a shorter one
 * @throws MediaTypeError
 */
export function decideMediaType(fileName: string, sample: Uint8Array): string {
  const extension = path.extname(fileName).slice(1).toLowerCase();
  if (extension === '') throw new MediaTypeError('The file name has no extension that says what kind of file it is.');

  const successor = SUCCESSORS.get(extension);
  if (successor !== undefined) {
    throw new MediaTypeError(
      `Files of the kind .${extension} are not taken: they may hold macros. ` +
        `Save it as .${successor} or .pdf, or put it into a .zip file.`,
    );
  }
  const check = CHECKS.get(extension);
  const mediaType = lookup(extension);
  if (check === undefined || mediaType === false) {
    throw new MediaTypeError(`Files of the kind .${extension} are not taken. Put it into a .zip file if it is needed.`);
  }
  if (check(sample, mediaType)) return mediaType;
  const complaint = check === text ? 'it is not text in UTF-8.' : 'its content is not of that kind.';
  throw new MediaTypeError(`The file is named .${extension}, but ${complaint}`);
}

/** The names are those of magic-bytes.js. */
function signature(...names: readonly string[]): Check {
  return (sample) => filetypename(sample).some((name) => names.includes(name));
}

/** UTF-8 without control characters but those that lay a text out. */
function isText(sample: Uint8Array): boolean {
  // The sample may end in the middle of a character, but the whole file may not.
  const cutOff = sample.length >= MEDIA_TYPE_SAMPLE_BYTES;
  try {
    const decoded = new TextDecoder('utf-8', { fatal: true }).decode(sample, { stream: cutOff });
    return !/[^\P{Cc}\t\n\f\r\u0085]/u.test(decoded);
  } catch {
    return false;
  }
}

/** A zip file that begins with a part which such documents have. The order of parts is left to the program. */
function officeOpenXml(mainPart: string): Check {
  const parts = ['[Content_Types].xml', '_rels/', 'docProps/', 'customXml/', `${mainPart}/`];
  return (sample) => {
    const entry = firstZipEntry(sample);
    return entry !== null && parts.some((part) => entry.name.startsWith(part));
  };
}

/** OpenDocument 1.3, part 2, 3.3: the first entry is named `mimetype` and holds the media type, not compressed. */
function openDocument(sample: Uint8Array, mediaType: string): boolean {
  const entry = firstZipEntry(sample);
  return entry?.name === 'mimetype' && entry.content.startsWith(mediaType);
}

function firstZipEntry(sample: Uint8Array): { name: string; content: string } | null {
  const bytes = Buffer.from(sample.buffer, sample.byteOffset, sample.byteLength);
  if (bytes.length < 30 || bytes.readUInt32BE(0) !== 0x504b0304) return null;
  const nameEnd = 30 + bytes.readUInt16LE(26);
  return {
    name: bytes.toString('latin1', 30, nameEnd),
    content: bytes.toString('latin1', nameEnd + bytes.readUInt16LE(28)),
  };
}

/** Signed or encrypted CMS messages are one ASN.1 sequence of a length that takes more than one byte. */
function derSequence(sample: Uint8Array): boolean {
  return sample[0] === 0x30 && (sample[1] ?? 0) >= 0x80;
}
