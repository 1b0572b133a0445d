import {
  StudioCreateDocumentDocument,
  StudioDocumentFileDocument,
  type StudioDocumentFileFragment,
  StudioReplaceDocumentFileDocument,
} from '../../../clients/typescript/src/studio.js';
import { useApi } from '../api';
import { useInterface } from '../interface';
import type { Outcome } from '../outcome';
import { useAnnounce } from '../ui/announcements';
import { titleOf } from '../uploads/title-of';
import type { Uploads, UploadTarget, UploadTask } from '../uploads/uploads';

interface DocumentUploads {
  /** Creates a document in an activity, and uploads its file. */
  readonly add: (activityId: string, file: File) => void;
  /** Uploads the first or the next file of a document. A file that the editor has not seen is never replaced. */
  readonly replace: (document: StudioDocumentFileFragment, file: File) => void;
}

/** Uploads the files of restricted documents. */
export function useDocumentUploads(uploads: Uploads): DocumentUploads {
  const { t } = useInterface();
  const api = useApi();
  const announce = useAnnounce();
  const start = (file: File, requestTarget: UploadTask['requestTarget']): void => {
    uploads.start({
      file,
      requestTarget,
      isStored: async (id) => {
        const { data } = await api.read(StudioDocumentFileDocument, { id });
        const content = data?.node?.__typename === 'RestrictedDocument' ? data.node.content : null;
        return content?.byteSize === file.size && content.sha256 === (await sha256Of(file));
      },
      onDone: () => {
        announce(t('upload.done', { name: file.name }));
        // A read that began before the upload may still be under way. This one takes the place of all of them.
        api.readAnew();
      },
    });
  };
  const requestNext = async (id: string, file: File, contentVersion: number | null): Promise<Outcome<UploadTarget>> => {
    const input = { restrictedDocumentId: id, fileName: file.name, contentVersion };
    const { data, problems } = await api.change(StudioReplaceDocumentFileDocument, { input });
    if (problems !== null) return { data, problems };
    return { data: { id, uploadUrl: data.replaceRestrictedDocumentFile.uploadUrl }, problems };
  };
  return {
    add: (activityId, file) => {
      start(file, async ({ id, clientMutationId }) => {
        if (id !== null) return requestNext(id, file, null);
        const input = { activityId, title: titleOf(file), fileName: file.name, clientMutationId };
        const { data, problems } = await api.change(StudioCreateDocumentDocument, { input });
        if (problems !== null) return { data, problems };
        const { restrictedDocument, uploadUrl } = data.createRestrictedDocument;
        return { data: { id: restrictedDocument.id, uploadUrl }, problems };
      });
    },
    replace: ({ id, content }, file) => {
      start(file, () => requestNext(id, file, content?.version ?? null));
    },
  };
}

/** The SHA-256 hash of a file, in lower-case hexadecimal. */
async function sha256Of(file: File): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
