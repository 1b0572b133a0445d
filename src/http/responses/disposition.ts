import contentDisposition from 'content-disposition';

/** The header that makes browsers save a file under its name. Clients that know only ASCII get `_` for other characters. */
export function dispositionOf(fileName: string): string {
  return contentDisposition(fileName, { fallback: fileName.replace(/[^\x20-\x7e]/gu, '_') });
}
