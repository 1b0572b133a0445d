/**
 * The path of an attachment's address. It has the hash of the content and the name of the file, which also gives its type,
 * so that what it gives never changes.
 */
export function attachmentPath(contentHash: string, fileName: string): string {
  return `/media/files/${contentHash}/${encodeURIComponent(fileName)}`;
}
