import { HeaderMap, type ApolloServer, type BaseContext, type HTTPGraphQLRequest } from '@apollo/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import type { RunningOperation } from '../core/access/running-operations';
import type { LoggedOperation } from '../core/access/request-context';
import type { Clock } from '../core/time';
import type { StatementListener } from '../database/read-database';
import { DomainError } from '../errors';
import type { AnswerLives } from '../graphql/answer-lives.plugin';
import type { AnswerCache, ComputedAnswer } from './answer-cache/answer-cache';
import { answerKey } from './answer-cache/answer-key';
import type { AnswerRecording } from './answer-cache/answer-recording';
import { KeptAnswer } from './answer-cache/kept-answer';
import { sendComputed, sendKept, textOf } from './graphql-answer';
import { describeError } from './http-error';
import { deferJson } from './json-body';

declare module 'fastify' {
  interface FastifyRequest {
    /** How the answer cache took part in the answer; null for other routes. The log line of the request contains it. */
    cacheOutcome: 'hit' | 'miss' | 'bypass' | null;
    /** The operation of the request; null for other routes, and before it is known. */
    operation: LoggedOperation | null;
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
}

export interface GraphqlCache {
  readonly answers: AnswerCache;
  readonly lives: AnswerLives;
  readonly clock: Clock;
  /** How long shared caches may use an answer without asking, in seconds. */
  readonly sharedSeconds: number;
}

/** `POST /graphql`. Also `GET /graphql`, for queries from clients whose requests need a CORS preflight. */
export async function registerGraphqlRoute<TContext extends BaseContext>(
  app: FastifyInstance,
  options: GraphqlRouteOptions<TContext>,
): Promise<void> {
  const { cache } = options;
  app.decorateRequest('cacheOutcome', null);
  app.decorateRequest('operation', null);
  await app.register(async (scope) => {
    // A kept answer is found by the text of the body.
    const parse = deferJson(scope);
    scope.route({
      method: ['GET', 'POST'],
      url: '/graphql',
      handler: async (request, reply) => {
        const text = typeof request.body === 'string' ? request.body : undefined;
        const key = cache && answerKey(request, text);
        const kept = cache === null || key === null ? null : cache.answers.find(key);
        let answer: KeptAnswer | Computed | null = kept instanceof Promise ? await kept : kept;
        if (answer instanceof KeptAnswer) request.operation = answer.operation;
        request.cacheOutcome = answer !== null ? 'hit' : key === null ? 'bypass' : 'miss';
        if (answer === null) {
          const body = text === undefined ? request.body : await parse(request, text);
          const compute = (recording: AnswerRecording | null) => run(options, request, reply, body, recording);
          answer = cache === null || key === null ? await compute(null) : await cache.answers.compute(key, compute);
        }
        if (!(answer instanceof KeptAnswer)) return sendComputed(request, reply, answer.response);
        return sendKept(request, reply, answer, { now: cache!.clock(), sharedSeconds: cache!.sharedSeconds });
      },
    });
  });
}

interface Computed extends ComputedAnswer {
  readonly response: Awaited<ReturnType<ApolloServer['executeHTTPGraphQLRequest']>>;
}

async function run<TContext extends BaseContext>(
  { apollo, createContext, begin, cache }: GraphqlRouteOptions<TContext>,
  request: FastifyRequest,
  reply: FastifyReply,
  body: unknown,
  recording: AnswerRecording | null,
): Promise<Computed> {
  const httpGraphQLRequest: HTTPGraphQLRequest = {
    // HEAD is processed as GET. Fastify omits the body.
    method: request.method === 'HEAD' ? 'GET' : request.method,
    headers: toHeaderMap(request.headers),
    search: request.url.slice(request.url.split('?', 1)[0]?.length),
    body,
  };
  if (recording !== null) cache?.lives.watch(httpGraphQLRequest, recording.onLife);
  let running: RunningOperation | undefined;
  const context = async (): Promise<TContext> => {
    const created = await createContext(request, recording?.onStatement).catch(rethrowWithStatus);
    running = begin(created);
    // While the operation runs, nothing has been sent: the client has closed the connection.
    reply.raw.once('close', running.cancel);
    if (reply.raw.closed) running.cancel();
    return created;
  };
  const response = await apollo.executeHTTPGraphQLRequest({ httpGraphQLRequest, context }).finally(() => {
    running?.end();
  });
  const contentType = response.headers.get('content-type') ?? '';
  const operation = request.operation && loggedPartOf(request.operation);
  return { response, status: response.status ?? 200, contentType, body: textOf(response.body), operation };
}

/** A copy, so that a kept answer does not keep the rest of the operation. */
function loggedPartOf({ viewer, description, cost }: LoggedOperation): LoggedOperation {
  return { viewer, description, cost };
}

/**
 * Accept headers that mean the same as none. Without one, Apollo Server and its plugins need not negotiate the media type
 * three times for each request.
 */
const PLAIN_ACCEPT = new Set<unknown>(['application/json', '*/*']);

function toHeaderMap(headers: FastifyRequest['headers']): HeaderMap {
  const map = new HeaderMap();
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || (name === 'accept' && PLAIN_ACCEPT.has(value))) continue;
    map.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return map;
}

/** Apollo Server responds with 500 to any error before the operation, unless the error states a status. */
function rethrowWithStatus(error: unknown): never {
  if (!(error instanceof DomainError)) throw error;
  const { statusCode, message, extensions } = describeError(error);
  throw new GraphQLError(message, { extensions: { ...extensions, http: { status: statusCode } } });
}
