import { MIMEType } from 'node:util';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { HttpError } from '../responses/http-error';
import { BodyReader } from './request-body';

/** Maximum bytes of a body. */
export const MAX_BODY_BYTES = 262_144;

const MAX_CONTENT_TYPE_LENGTH = 256;

/**
 * Makes routes accept only uncompressed application/json in UTF-8, and leaves it as text: parsing it costs time, which only routes that
 * run operations charge. A byte order mark is ignored (RFC 8259, section 8.1). Invalid UTF-8 is rejected instead of replaced.
 */
export function acceptOnlyJsonBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  readBodies(app);

  app.addHook('onRequest', ({ headers }, _reply, done) => {
    const isUncompressed = (headers['content-encoding'] ?? 'identity').trim().toLowerCase() === 'identity';
    // Also for GET, for which Apollo Server parses it as well. Parsing takes time by the square of the length.
    const isLong = (headers['content-type'] ?? '').length > MAX_CONTENT_TYPE_LENGTH;
    if (!isUncompressed) done(compressedBodyError());
    else if (isLong)
      done(new HttpError(415, `The content type must have at most ${MAX_CONTENT_TYPE_LENGTH} characters`));
    else done();
  });
}

/** Returns the function that parses the text of a body. */
export function jsonParserOf(app: FastifyInstance): (request: FastifyRequest, text: string) => Promise<unknown> {
  const parseJson = app.getDefaultJsonParser('error', 'error');
  return (request, text) =>
    new Promise((resolve, reject) => {
      void parseJson(request, text, (error, body: unknown) => {
        if (error) reject(error);
        else resolve(body);
      });
    });
}

function readBodies(app: FastifyInstance): void {
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  const bodies = new BodyReader();
  app.addContentTypeParser('application/json', (request, _payload, done) => {
    bodies.read(request, MAX_BODY_BYTES, (failure, body) => {
      if (failure !== null) {
        done(failure);
        return;
      }
      let text: string;
      try {
        assertUtf8(request);
        text = utf8.decode(body);
      } catch (error) {
        done(error instanceof HttpError ? error : new HttpError(400, 'The body must be valid UTF-8'));
        return;
      }
      done(null, text);
    });
  });
}

function compressedBodyError(): HttpError {
  return new HttpError(415, 'The body must not be compressed', { 'accept-encoding': 'identity' });
}

function assertUtf8(request: FastifyRequest): void {
  const contentType = request.headers['content-type'] ?? '';
  // Most clients send exactly this, and parsing it takes time for each request.
  if (contentType === 'application/json') return;
  const charset = new MIMEType(contentType).params.get('charset') ?? 'utf-8';
  if (!/^utf-?8$/i.test(charset)) throw new HttpError(415, 'The charset of the body must be utf-8');
}
