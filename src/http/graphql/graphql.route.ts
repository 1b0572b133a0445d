import { type ApolloServer, type BaseContext, HeaderMap, type HTTPGraphQLRequest } from '@apollo/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import type { ReportedOperation } from '../../core/access/request-context';
import type { RunningOperation } from '../../core/access/running-operations';
import type { Languages } from '../../core/languages/languages';
import type { StatementListener } from '../../database/reading/read-database';
import { DomainError } from '../../errors';
import type { DocumentRefusals } from '../../graphql/documents/rejected-documents';
import type { DocumentGate } from '../../graphql/documents/trusted-documents';
import type { ResponseLives } from '../../graphql/responses/response-lives.plugin';
import { MAX_ACCEPT_LENGTH } from '../../graphql/responses/response-media-type';
import { jsonParserOf } from '../requests/json-body';
import { describeError, logFailure, retryAfterOf } from '../responses/http-error';
import type { AnswerCache, ComputedAnswer } from './answer-cache/answer-cache';
import { answerKey } from './answer-cache/answer-key';
import type { AnswerRecording } from './answer-cache/answer-recording';
import { CachedAnswer } from './answer-cache/cached-answer';
import { parametersOf, replaceDocument, withoutNulls } from './document-parameters';
import { type AnswerCaching, sendCached, sendComputed, textOf } from './graphql-response';

declare module 'fastify' {
  interface FastifyRequest {
    /**
     * How the answer cache took part in the answer; `bypass` if the answer cannot be kept, and null for other routes. The log line of
     * the request contains it.
     */
    cacheOutcome: 'hit' | 'miss' | 'bypass' | null;
    /** The operation of the request; null for other routes, and before it is known. */
    operation: ReportedOperation | null;
    /** The key of the request in the answer cache; null if it has none. */
    answerKey: string | null;
  }
}

export interface GraphqlRouteOptions<TContext extends BaseContext> {
  /** The server, already started. */
  apollo: ApolloServer<TContext>;
  /**
   * Creates the request context, whose statements are reported to `onStatement`. A DomainError becomes the response.
   */
  createContext: (request: FastifyRequest, onStatement?: StatementListener) => Promise<TContext>;
  /** Called with the context before an operation is executed. */
  begin: (context: TContext) => RunningOperation;
  /** null: every answer is computed. */
  cache: GraphqlCache | null;
  /** null: all documents are run as they are sent. */
  documents: DocumentGate<TContext> | null;
  /** null: clients are not limited. */
  refusals: DocumentRefusals<TContext> | null;
}

export interface GraphqlCache extends AnswerCaching {
  readonly answers: AnswerCache;
  readonly lives: ResponseLives;
  readonly languages: Languages;
  /** True if the configuration has the origin of the server. Otherwise, the origin of each request counts. */
  readonly hasFixedOrigin: boolean;
}

/** `POST /graphql`. Also `GET /graphql`, for queries from clients whose requests need a CORS preflight. */
export function registerGraphqlRoute<TContext extends BaseContext>(
  app: FastifyInstance,
  options: GraphqlRouteOptions<TContext>,
): void {
  const { cache } = options;
  app.decorateRequest('answerKey', null);
  app.decorateRequest('cacheOutcome', null);
  app.decorateRequest('operation', null);
  // A cached answer is found by the text of the body.
  const parse = jsonParserOf(app);
  app.route({
    method: ['GET', 'HEAD', 'POST'],
    url: '/graphql',
    // A cached answer is sent here, before the request counts as an operation. Without promises where possible: they
    // would take a good part of the time.
    preValidation: (request, reply, done) => {
      if (cache === null) {
        done();
        return;
      }
      const key = answerKey(request, textBodyOf(request), cache.languages, cache.hasFixedOrigin);
      request.answerKey = key;
      const settle = (answer: CachedAnswer | null): void => {
        request.cacheOutcome = answer !== null ? 'hit' : key === null ? 'bypass' : 'miss';
        if (answer === null) {
          done();
          return;
        }
        request.operation = answer.operation;
        void sendCached(request, reply, answer, cache);
      };
      const found = key === null ? null : cache.answers.find(key);
      if (found instanceof Promise) void found.then(settle);
      else settle(found);
    },
    handler: async (request, reply) => {
      const text = textBodyOf(request);
      const body = text === undefined ? request.body : await parse(request, text);
      const compute = (recording: AnswerRecording | null) => run(options, request, reply, body, recording);
      // Not `closed`: the response to an operation of a page has no connection, so it is destroyed without being closed.
      const isAbandoned = (): boolean => reply.raw.destroyed;
      const answer =
        cache === null || request.answerKey === null
          ? await compute(null)
          : await cache.answers.compute(request.answerKey, compute, isAbandoned);
      if (!(answer instanceof CachedAnswer)) return sendComputed(request, reply, answer.response);
      request.operation ??= answer.operation;
      return sendCached(request, reply, answer, cache!);
    },
  });
}

function textBodyOf({ body }: FastifyRequest): string | undefined {
  return typeof body === 'string' ? body : undefined;
}

interface Computed extends ComputedAnswer {
  readonly response: Awaited<ReturnType<ApolloServer['executeHTTPGraphQLRequest']>>;
}

async function run<TContext extends BaseContext>(
  { apollo, createContext, begin, cache, documents, refusals }: GraphqlRouteOptions<TContext>,
  request: FastifyRequest,
  reply: FastifyReply,
  body: unknown,
  recording: AnswerRecording | null,
): Promise<Computed> {
  const httpGraphQLRequest: HTTPGraphQLRequest = {
    // HEAD is processed as GET. Node omits the body.
    method: request.method === 'HEAD' ? 'GET' : request.method,
    headers: toHeaderMap(request.headers),
    search: withoutNulls(request.url.slice(request.url.split('?', 1)[0]?.length)),
    body,
  };
  const parameters = parametersOf(httpGraphQLRequest);
  const resolved = documents?.resolve(parameters);
  if (resolved?.trusted != null) replaceDocument(httpGraphQLRequest, resolved.trusted);
  if (request.answerKey !== null) {
    cache?.lives.watch(httpGraphQLRequest, (life) => {
      if (life === 'never') request.cacheOutcome = 'bypass';
      recording?.onLife(life);
    });
  }
  let running: RunningOperation | undefined;
  const context = async (): Promise<TContext> => {
    const created = await createContext(request, recording?.onStatement);
    if (resolved?.trusted === null) documents?.admit(created, resolved);
    if (resolved?.trusted == null) await refusals?.assertCanSend(created, parameters.query);
    running = begin(created);
    // While the operation runs, nothing has been sent: the client has closed the connection.
    reply.raw.once('close', running.cancel);
    if (reply.raw.destroyed) running.cancel();
    return created;
  };
  const response = await apollo
    .executeHTTPGraphQLRequest({
      httpGraphQLRequest,
      context: () =>
        context().catch((error: unknown) => {
          logFailure(request, error);
          return rethrowWithStatus(error);
        }),
    })
    .finally(() => {
      running?.end();
    });
  const contentType = response.headers.get('content-type') ?? '';
  const operation = request.operation && reportedPartOf(request.operation);
  return { response, status: response.status ?? 200, contentType, body: textOf(response.body), operation };
}

/** A copy, so that a cached answer does not keep the rest of the operation. */
function reportedPartOf({ viewer, description, cost, usesAcceptedLocales }: ReportedOperation): ReportedOperation {
  return { viewer, description, cost, usesAcceptedLocales, budgetLeft: null };
}

/**
 * Accept headers that mean the same as none. Without one, Apollo Server and its plugins need not negotiate the media type
 * three times for each request.
 */
const PLAIN_ACCEPT = new Set<unknown>(['application/json', '*/*']);

function isWithoutEffect(accept: string | string[]): boolean {
  return PLAIN_ACCEPT.has(accept) || accept.length > MAX_ACCEPT_LENGTH;
}

function toHeaderMap(headers: FastifyRequest['headers']): HeaderMap {
  const map = new HeaderMap();
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || (name === 'accept' && isWithoutEffect(value))) continue;
    map.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return map;
}

/** Apollo Server responds with 500 to any error before the operation, unless the error states a status. */
function rethrowWithStatus(error: unknown): never {
  if (!(error instanceof DomainError)) throw error;
  const { statusCode, message, extensions } = describeError(error);
  const headers = new HeaderMap();
  const retryAfter = retryAfterOf(error);
  if (retryAfter !== null) headers.set('retry-after', String(retryAfter));
  throw new GraphQLError(message, { extensions: { ...extensions, http: { status: statusCode, headers } } });
}
