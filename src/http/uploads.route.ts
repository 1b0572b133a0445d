import type { FastifyInstance, FastifyRequest } from 'fastify';
import { FileTooLargeError } from '../modules/documents/files/document-upload.bytes';
import type { OpenUpload, UploadReceiver } from '../modules/documents/files/document-upload.receiver';
import { FileRefusedError } from '../storage/storage-errors';
import { answerTimeout } from './client-error';
import { HttpError } from './http-error';

/** A sender from whom nothing comes for so long has gone. */
const IDLE_TIMEOUT_MS = 30_000;

/** How long a sender that was refused may go on sending, so that it comes to read why. */
const LINGER_MS = 2_000;

/**
 * `PUT /documents/uploads?token=…`: the bytes of a file, as they are, at an address that a mutation has given. They
 * stream into the store, however many there are; the answer is 201 once they are a version of the document's content.
 */
export function registerUploadsRoute(app: FastifyInstance, receiver: UploadReceiver): void {
  const opened = new WeakMap<FastifyRequest, OpenUpload>();

  // A scope of its own: no other route takes bodies other than JSON.
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, done) => {
      done(null);
    });
    scope.route<{ Querystring: { token?: unknown } }>({
      method: 'PUT',
      url: '/documents/uploads',
      config: { hasOwnTimeout: true },
      // Before the body: who asks whether to send it (Expect: 100-continue) is told first.
      onRequest: async (request) => {
        const { token } = request.query;
        const upload = receiver.open(typeof token === 'string' ? token : '', announcedSize(request));
        opened.set(request, await upload.catch(rethrowAsHttpError));
      },
      handler: async (request, reply) => {
        const { raw } = request;
        raw.setTimeout(IDLE_TIMEOUT_MS, () => {
          answerTimeout(raw.socket);
        });
        raw.once('end', () => raw.setTimeout(0));
        const file = await receiver.receive(opened.get(request)!, raw).catch((error: unknown) => {
          // Nobody is there any more to read the answer.
          if (raw.destroyed && !raw.complete) throw new HttpError(400, 'The upload broke off.');
          return rethrowAsHttpError(error);
        });
        return reply.code(201).send(file);
      },
      onResponse: async ({ raw }) => {
        if (raw.complete || raw.destroyed) return;
        const timer = setTimeout(() => raw.destroy(), LINGER_MS);
        raw.once('close', () => {
          clearTimeout(timer);
        });
        raw.resume();
      },
    });
  });
}

/** null: nothing is said. */
function announcedSize({ headers }: FastifyRequest): number | null {
  const length = headers['content-length'];
  return length === undefined ? null : Number(length);
}

/** Says with a status why a file is not taken. */
function rethrowAsHttpError(error: unknown): never {
  if (error instanceof FileTooLargeError) throw new HttpError(413, error.message);
  if (error instanceof FileRefusedError) throw new HttpError(415, error.message);
  throw error;
}
