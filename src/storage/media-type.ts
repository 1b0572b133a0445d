import path from 'node:path';
import { filetypename } from 'magic-bytes.js';
import { lookup } from 'mime-types';
import { MediaTypeError } from './storage-errors';

/** The number of bytes at the beginning of a file that determine its type. */
export const MEDIA_TYPE_SAMPLE_BYTES = 4100;

type Check = (sample: Uint8Array, mediaType: string) => boolean;

/**
 * Formats that may consist of ASCII only, by the names of magic-bytes.js. Other formats contain bytes that are no text.
 */
const TEXTUAL_SIGNATURES = new Set(['pdf', 'ps', 'rtf']);

const text: Check = (sample) => isText(sample) && !filetypename(sample).some((name) => TEXTUAL_SIGNATURES.has(name));

/** File types that may contain macros, whatever their names say, and the types to use instead. */
const SUCCESSORS: ReadonlyMap<string, string> = new Map([
  ['doc', 'docx'],
  ['xls', 'xlsx'],
  ['ppt', 'pptx'],
  ['msg', 'eml'],
]);

/**
 * The accepted file types by extension, with a check of the bytes: documents, images, recordings, mail, signatures and
 * archives.
 *
 * File types that do something when they are opened are left out on purpose: programs, scripts, shortcuts, installers,
 * disc images, and Office files that may contain macros; and HTML, SVG, XML and web archives, which a browser runs. The
 * server only ever sends files as attachments that are not sniffed, but from the reader's disk they would run, in the
 * name of the publisher. All XML is left out, since the part that makes it run may be anywhere and has many spellings.
 * Such a file can be sent in an archive, which the reader opens on purpose.
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
 * The media type of the file name's extension, after checking that the bytes are of that type.
 *
 * @param sample the first MEDIA_TYPE_SAMPLE_BYTES of the file, or all of a shorter one
 * @throws MediaTypeError
 */
export function decideMediaType(fileName: string, sample: Uint8Array): string {
  const { extension, mediaType, check } = fileTypeOf(fileName);
  if (check(sample, mediaType)) return mediaType;
  const expected = check === text ? 'be UTF-8 text' : 'match the extension';
  throw new MediaTypeError(`The content of a .${extension} file must ${expected}`);
}

/**
 * Checks that files with this extension are accepted.
 *
 * @throws MediaTypeError
 */
export function assertFileType(fileName: string): void {
  fileTypeOf(fileName);
}

/**
 * The media type of files with this extension.
 *
 * @throws MediaTypeError if they are not accepted
 */
export function mediaTypeOf(fileName: string): string {
  return fileTypeOf(fileName).mediaType;
}

interface FileType {
  readonly extension: string;
  readonly mediaType: string;
  readonly check: Check;
}

function fileTypeOf(fileName: string): FileType {
  const extension = path.extname(fileName).slice(1).toLowerCase();
  if (extension === '') throw new MediaTypeError('fileName must have an extension that states the file type');

  const successor = SUCCESSORS.get(extension);
  if (successor !== undefined) {
    throw new MediaTypeError(
      `.${extension} files are not accepted because they may contain macros: ` +
        `save the file as .${successor} or .pdf, or put it into a .zip file`,
    );
  }
  const check = CHECKS.get(extension);
  const mediaType = lookup(extension);
  if (check === undefined || mediaType === false) {
    throw new MediaTypeError(`.${extension} files are not accepted: put the file into a .zip file`);
  }
  return { extension, mediaType, check };
}

/** Checks for one of these types, by the names of magic-bytes.js. */
function signature(...names: readonly string[]): Check {
  return (sample) => filetypename(sample).some((name) => names.includes(name));
}

/** True for UTF-8 without control characters except white space. */
function isText(sample: Uint8Array): boolean {
  // The sample may end within a character, but the complete file may not.
  const cutOff = sample.length >= MEDIA_TYPE_SAMPLE_BYTES;
  try {
    const decoded = new TextDecoder('utf-8', { fatal: true }).decode(sample, { stream: cutOff });
    return !/[^\P{Cc}\t\n\f\r\u0085]/u.test(decoded);
  } catch {
    return false;
  }
}

/** Checks for a zip file whose first entry is a part of such a document. Programs order the parts differently. */
function officeOpenXml(mainPart: string): Check {
  const parts = ['[Content_Types].xml', '_rels/', 'docProps/', 'customXml/', `${mainPart}/`];
  return (sample) => {
    const entry = firstZipEntry(sample);
    return entry !== null && parts.some((part) => entry.name.startsWith(part));
  };
}

/**
 * Checks for a zip file whose first entry is named `mimetype` and contains the media type, uncompressed (OpenDocument
 * 1.3, part 2, 3.3).
 */
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

/**
 * Checks for one ASN.1 sequence whose length takes more than one byte, as signed and encrypted CMS messages have it.
 */
function derSequence(sample: Uint8Array): boolean {
  return sample[0] === 0x30 && (sample[1] ?? 0) >= 0x80;
}
