import { MIMEType } from 'node:util';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { HttpError } from './http-error';

/**
 * Makes routes accept only uncompressed application/json in UTF-8. A byte order mark is ignored (RFC 8259, section
 * 8.1). Invalid UTF-8 is rejected instead of replaced.
 */
export function acceptOnlyJsonBodies(app: FastifyInstance): void {
  const parseJson = app.getDefaultJsonParser('error', 'error');
  const utf8 = new TextDecoder('utf-8', { fatal: true });

  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    let text: string;
    try {
      assertUtf8(request);
      text = utf8.decode(body);
    } catch (error) {
      done(error instanceof HttpError ? error : new HttpError(400, 'The body must be valid UTF-8'));
      return;
    }
    void parseJson(request, text, done);
  });

  app.addHook('onRequest', (request, _reply, done) => {
    const isUncompressed = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase() === 'identity';
    done(isUncompressed ? undefined : compressedBodyError());
  });
}

function compressedBodyError(): HttpError {
  return new HttpError(415, 'The body must not be compressed', { 'accept-encoding': 'identity' });
}

function assertUtf8(request: FastifyRequest): void {
  const charset = new MIMEType(request.headers['content-type'] ?? '').params.get('charset') ?? 'utf-8';
  if (!/^utf-?8$/i.test(charset)) throw new HttpError(415, 'The charset of the body must be utf-8');
}
