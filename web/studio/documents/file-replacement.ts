import { StudioReplaceDocumentFileDocument } from '../../../clients/typescript/src/index.js';
import { type Outcome, useApi } from '../api';
import type { UploadTarget } from '../uploads/uploads';

/** @param contentVersion the version of the file to replace, as the editor has seen it; null if there was none */
type ReplaceFile = (documentId: string, file: File, contentVersion: number | null) => Promise<Outcome<UploadTarget>>;

/** Requests an address for the next file of a restricted document. A file that the editor has not seen is never replaced. */
export function useFileReplacement(): ReplaceFile {
  const api = useApi();
  return async (restrictedDocumentId, file, contentVersion) => {
    const input = { restrictedDocumentId, fileName: file.name, contentVersion };
    const { data, problems } = await api.change(StudioReplaceDocumentFileDocument, { input });
    if (problems !== null) return { data, problems };
    return { data: { id: restrictedDocumentId, uploadUrl: data.replaceRestrictedDocumentFile.uploadUrl }, problems };
  };
}

/** The SHA-256 hash of a file, in lower-case hexadecimal. */
export async function sha256Of(file: File): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
