import { areOfServer, ConnectionError, OperationError, type ResponseError } from './errors.js';

export interface UploadProgress {
  /** Bytes sent so far. */
  readonly sent: number;
  /** Size of the file in bytes. */
  readonly total: number;
}

export interface UploadOptions {
  /** Called while the file is sent, and once at its end. */
  readonly onProgress?: (progress: UploadProgress) => void;
  readonly signal?: AbortSignal;
}

const CHUNK_BYTES = 65_536;

/**
 * Sends a file to an `uploadUrl`, which the mutations return that create or replace a file. There is no time limit, because
 * a file may take hours: use `signal`.
 *
 * @throws OperationError if the server refuses the file, ConnectionError if it does not answer or another program answers, and the
 *   reason of the signal if that is aborted
 */
export async function upload(uploadUrl: string, file: Blob, options: UploadOptions = {}): Promise<void> {
  options.signal?.throwIfAborted();
  const { status, text } =
    typeof XMLHttpRequest === 'undefined'
      ? await put(uploadUrl, file, options)
      : await putFromPage(uploadUrl, file, options);
  if (status !== 201) {
    const errors = errorsIn(text);
    throw errors === null ? new ConnectionError(text, status) : new OperationError(errors);
  }
  options.onProgress?.({ sent: file.size, total: file.size });
}

interface UploadResponse {
  readonly status: number;
  readonly text: string;
}

/** Only XMLHttpRequest tells pages how much of a body is sent. */
function putFromPage(uploadUrl: string, file: Blob, { onProgress, signal }: UploadOptions): Promise<UploadResponse> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('PUT', uploadUrl);
    request.upload.onprogress = ({ loaded }) => onProgress?.({ sent: loaded, total: file.size });
    request.onload = () => {
      resolve({ status: request.status, text: request.responseText });
    };
    request.onerror = () => {
      reject(new ConnectionError('The server did not answer', null));
    };
    request.onabort = () => {
      reject(reasonOf(signal));
    };
    signal?.addEventListener('abort', () => {
      request.abort();
    });
    request.send(file);
  });
}

async function put(uploadUrl: string, file: Blob, { onProgress, signal }: UploadOptions): Promise<UploadResponse> {
  let sent = 0;
  const body = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      if (sent === file.size) {
        controller.close();
        return;
      }
      const bytes = new Uint8Array(await file.slice(sent, sent + CHUNK_BYTES).arrayBuffer());
      sent += bytes.byteLength;
      onProgress?.({ sent, total: file.size });
      controller.enqueue(bytes);
    },
  });
  // The types of the DOM lack `duplex`, which a streamed body requires.
  const init = { method: 'PUT', body, duplex: 'half', signal: signal ?? null };
  try {
    const response = await fetch(uploadUrl, init);
    return { status: response.status, text: await response.text() };
  } catch (error) {
    if (signal?.aborted) throw reasonOf(signal);
    throw new ConnectionError('The server did not answer', null, { cause: error });
  }
}

function reasonOf(signal: AbortSignal | undefined): Error {
  return signal?.reason instanceof Error ? signal.reason : new DOMException('The upload was aborted', 'AbortError');
}

/** The errors of the server; null if the text is none of its responses. */
function errorsIn(text: string): readonly ResponseError[] | null {
  try {
    const { errors = [] } = JSON.parse(text) as { errors?: readonly unknown[] };
    return errors.length > 0 && areOfServer(errors) ? errors : null;
  } catch {
    return null;
  }
}
