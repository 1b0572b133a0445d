import { HeaderMap, type ApolloServer, type BaseContext, type HTTPGraphQLResponse } from '@apollo/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import { DomainError } from '../errors';
import { inPieces } from './answer-pieces';
import { CHALLENGE_HEADERS, describeError } from './http-error';
import { sandboxContentSecurityPolicy } from './explorer.route';

export interface GraphqlRouteOptions<TContext extends BaseContext> {
  /** The server, already started. */
  apollo: ApolloServer<TContext>;
  /** Creates the request context. A DomainError becomes the response. */
  createContext: (request: FastifyRequest) => Promise<TContext>;
}

/** `POST /graphql`. Also `GET /graphql`, for queries from clients whose requests need a CORS preflight. */
export function registerGraphqlRoute<TContext extends BaseContext>(
  app: FastifyInstance,
  { apollo, createContext }: GraphqlRouteOptions<TContext>,
): void {
  app.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    handler: async (request, reply) => {
      const response = await apollo.executeHTTPGraphQLRequest({
        httpGraphQLRequest: {
          // HEAD is processed as GET. Fastify omits the body.
          method: request.method === 'HEAD' ? 'GET' : request.method,
          headers: toHeaderMap(request.headers),
          search: request.url.slice(request.url.split('?', 1)[0]?.length),
          body: request.body,
        },
        context: () => createContext(request).catch(rethrowWithStatus),
      });
      return sendResponse(reply, response);
    },
  });
}

function toHeaderMap(headers: FastifyRequest['headers']): HeaderMap {
  const map = new HeaderMap();
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) map.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return map;
}

/** Apollo Server responds with 500 to any error before the operation, unless the error states a status. */
function rethrowWithStatus(error: unknown): never {
  if (!(error instanceof DomainError)) throw error;
  const { statusCode, message, extensions } = describeError(error);
  throw new GraphQLError(message, { extensions: { ...extensions, http: { status: statusCode } } });
}

async function sendResponse(
  reply: FastifyReply,
  { status, headers, body }: HTTPGraphQLResponse,
): Promise<FastifyReply> {
  // Apollo Server sends chunks for incremental delivery only, and the schema has neither @defer nor @stream.
  if (body.kind !== 'complete') throw new Error('The operation asked for incremental delivery');
  if (headers.get('content-type') === 'text/html') {
    reply.header('content-security-policy', sandboxContentSecurityPolicy(body.string));
    // Signing in to Sandbox opens a window that reports back to this page.
    reply.header('cross-origin-opener-policy', 'same-origin-allow-popups');
    headers.set('content-type', 'text/html; charset=utf-8');
  }
  // Apollo Server allows the response to an unknown persisted query to be cached.
  headers.set('cache-control', 'no-store');
  if (status === 401) reply.headers(CHALLENGE_HEADERS);
  // Encoded here, so that the text is not kept until the client has taken all bytes.
  const bytes = Buffer.from(body.string);
  return reply
    .code(status ?? 200)
    .headers(Object.fromEntries(headers))
    .header('content-length', bytes.length)
    .send(inPieces(bytes));
}
