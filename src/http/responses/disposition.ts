import contentDisposition from 'content-disposition';

/**
 * The header that makes browsers save a file under its name. Clients that know only ASCII get `_` for other characters, and for
 * quotes, because some of them, such as curl, end the name at an escaped quote (RFC 6266, appendix D).
 */
export function dispositionOf(fileName: string): string {
  return contentDisposition(fileName, { fallback: fileName.replace(/[^\x20-\x7e]|"/gu, '_') });
}
