import type { GraphQLRequest } from '@apollo/server';
import type { FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import { makeServer, type SubscribePayload } from 'graphql-ws';
import type { Logger } from 'pino';
import { OverloadedError, TooManyRequestsError } from '../../errors';
import type { DocumentRefusals } from '../../graphql/documents/rejected-documents';
import { admitDocument, type DocumentGate } from '../../graphql/documents/trusted-documents';
import {
  FormattedError,
  type StartedSubscription,
  type Subscriptions,
} from '../../graphql/subscriptions/subscriptions';
import type { SubscriberCredentials, SubscriptionContext } from '../../modules/events/subscribers';
import { addressSubject, type RateLimits } from '../../modules/identity/rate-limit/rate-limits';
import { addressOf } from '../connections/client-address';
import { logSubscription } from '../requests/logger';
import { REQUEST_COST } from '../requests/rate-limit';
import { BrowserCookie, SESSION_HEADER, type SessionHeaders } from '../requests/session-cookie';
import type { SocketMessages } from './socket-messages';

/** Maximum subscriptions per connection. */
const MAX_SUBSCRIPTIONS = 50;

/** How long a connection may take to send its first message, in milliseconds. */
const INIT_TIMEOUT_MS = 10_000;

/** When a client may try again after it reached the maximum of subscriptions. */
const RETRY_AFTER_SECONDS = 60;

export interface SubscriptionProtocolOptions {
  /** @see Subscribers.admit */
  admit: (request: FastifyRequest, presented: SubscriberCredentials) => Promise<SubscriptionContext>;
  /** The server's own origin, as the client reaches it. */
  originOf: (request: FastifyRequest) => string;
  subscriptions: Subscriptions;
  /** null: all documents are run as they are sent. */
  documents: DocumentGate<SubscriptionContext> | null;
  /** null: clients are not limited. */
  refusals: DocumentRefusals<SubscriptionContext> | null;
  /** null: messages are not limited. */
  rateLimits: RateLimits | null;
  logger: Logger;
}

/** Data that graphql-ws keeps for a connection. */
interface Extra {
  readonly request: FastifyRequest;
  readonly running: SocketMessages['running'];
  /** Read when the connection is initialised: each subscription needs it, and reading all parameters may take milliseconds. */
  presented?: Presented;
}

/** What a subscriber presents: parameters of the connection, or else headers of its request. */
type Presented = SubscriberCredentials & SessionHeaders;

export type SubscriptionProtocol = ReturnType<typeof createSubscriptionProtocol>;

/** The graphql-ws protocol, with the limits and the errors of subscriptions. */
export function createSubscriptionProtocol(options: SubscriptionProtocolOptions) {
  const { subscriptions, documents, refusals, rateLimits, logger } = options;
  return makeServer<Record<string, unknown>, Extra>({
    connectionInitWaitTimeout: INIT_TIMEOUT_MS,
    onConnect: ({ connectionParams, extra }) => {
      extra.presented = presentedBy(connectionParams, extra.request);
    },
    onSubscribe: async ({ extra: { request, running, presented } }, id, payload) => {
      rateLimits?.add(addressSubject(addressOf(request)), REQUEST_COST);
      try {
        if (running.size > MAX_SUBSCRIPTIONS) {
          throw new TooManyRequestsError(
            `A connection may have at most ${MAX_SUBSCRIPTIONS} subscriptions: complete one first`,
            RETRY_AFTER_SECONDS,
          );
        }
        const context = await admitLimited(options, request, presented!);
        if (context.viewer.credential !== null) context.operation.checkCost = running.get(id)!;
        try {
          const admitted = admitDocument(documents, context, payload);
          await refusals?.assertCanSend(context, admitted.query);
          const started = await subscriptions.start(toRequest(admitted), context);
          return 'results' in started ? toArguments(started) : started;
        } finally {
          logSubscription(logger, request, context.operation);
        }
      } catch (error) {
        return subscriptions.format([toGraphqlError(error)], { requestId: request.id });
      }
    },
    subscribe: ({ contextValue }) => contextValue as StartedSubscription['results'],
    // An error during a subscription ends it.
    onError: ({ extra: { request } }, _id, _payload, errors) =>
      errors
        .flatMap((error) =>
          error instanceof FormattedError ? [error] : subscriptions.format([error], { requestId: request.id }),
        )
        .map((error) => error.toJSON()),
  });
}

/**
 * Admits a subscriber, unless the budget of the address is used up and there is no valid credential, which has a budget of
 * its own.
 */
async function admitLimited(
  { admit, originOf, rateLimits }: SubscriptionProtocolOptions,
  request: FastifyRequest,
  headers: Presented,
): Promise<SubscriptionContext> {
  const assertBudget = (): void => rateLimits?.assertNotExceeded(addressSubject(addressOf(request)));
  try {
    const presented = credentialsOf(headers, request, originOf(request));
    if (presented.authorization === undefined) assertBudget();
    return await admit(request, presented);
  } catch (error) {
    const isInvalid = !(error instanceof TooManyRequestsError || error instanceof OverloadedError);
    if (isInvalid) assertBudget();
    throw error;
  }
}

function toGraphqlError(error: unknown): GraphQLError {
  return error instanceof GraphQLError ? error : new GraphQLError('', { originalError: error as Error });
}

function presentedBy(params: Readonly<Record<string, unknown>> | undefined, { headers }: FastifyRequest): Presented {
  const given = new Map(Object.entries(params ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
  const header = (name: keyof SubscriberCredentials | typeof SESSION_HEADER): string | undefined => {
    const value = given.get(name) ?? headers[name];
    // A value that is no text is an invalid credential, which differs from none.
    return value === undefined || typeof value === 'string' ? value : 'invalid';
  };
  return {
    authorization: header('authorization'),
    // A client that does not know its account must not act for any other.
    'entente-account': given.get('entente-account') === null ? 'invalid' : header('entente-account'),
    'entente-grants': header('entente-grants'),
    [SESSION_HEADER]: header(SESSION_HEADER),
    cookie: headers.cookie,
    origin: headers.origin,
    'sec-fetch-site': headers['sec-fetch-site'],
  };
}

/** The credentials and the account that are presented; the session of a cookie as a token. */
function credentialsOf(presented: Presented, request: FastifyRequest, ownOrigin: string): SubscriberCredentials {
  const token = BrowserCookie.of(request, ownOrigin, presented)?.token ?? null;
  return {
    authorization: token === null ? presented.authorization : `Bearer ${token}`,
    'entente-account': presented['entente-account'],
    'entente-grants': presented['entente-grants'],
  };
}

function toRequest({ query, operationName, variables, extensions }: SubscribePayload): GraphQLRequest {
  return {
    query,
    ...(operationName != null && { operationName }),
    ...(variables != null && { variables }),
    ...(extensions != null && { extensions }),
  };
}

function toArguments({ document, operationName, results }: StartedSubscription) {
  return { schema: null as never, document, operationName, contextValue: results };
}
