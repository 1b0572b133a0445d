import { StudioReplaceDocumentFileDocument } from '../../../clients/typescript/src/index.js';
import { useApi, type Outcome } from '../api';
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
