import { HeaderMap, type ApolloServer, type ApolloServerPlugin, type GraphQLRequest } from '@apollo/server';
import {
  createSourceEventStream,
  execute,
  GraphQLError,
  Kind,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLFormattedError,
  type OperationDefinitionNode,
} from 'graphql';
import type { Logger } from 'pino';
import type { RequestContext } from '../core/access/request-context';
import type { PublishedThing } from '../modules/events/published-items';
import { isOfSubscription, type Subscription, type SubscriptionContext } from '../modules/events/subscribers';
import { formatError } from './error-format';
import { logInternalErrors } from './error-log.plugin';

/** A subscription that has begun: the operation, and what it gives for each event. */
export interface StartedSubscription {
  readonly document: DocumentNode;
  readonly operationName: string | null | undefined;
  readonly results: AsyncGenerator<ExecutionResult>;
}

/** An error as clients are answered it: graphql-ws takes instances, and sends what they give for JSON. */
export class FormattedError extends GraphQLError {
  constructor(private readonly answer: GraphQLFormattedError) {
    super(answer.message);
  }

  override toJSON(): GraphQLFormattedError {
    return this.answer;
  }
}

type CheckedOperation = ExecutionArgs & { readonly contextValue: SubscriptionContext };

/** Operations that have passed every check, by the subscriptions that they are to be. */
const checkedOperations = new WeakMap<Subscription, CheckedOperation>();

/** Stops subscriptions once they have passed every check: what runs is not the operation, but its answer to each event. */
export function subscriptionPlugin(): ApolloServerPlugin<RequestContext> {
  return {
    async requestDidStart() {
      return {
        async responseForOperation({ contextValue, schema, document, operation, operationName, request }) {
          if (!isOfSubscription(contextValue)) return null;
          // Against its type there is none when none has the name that is asked for: executing the document says so.
          if ((operation as OperationDefinitionNode | undefined) === undefined) return null;
          checkedOperations.set(contextValue.subscription, {
            schema,
            document,
            operationName,
            variableValues: request.variables,
            contextValue,
          });
          return { http: { headers: new HeaderMap() }, body: { kind: 'single', singleResult: { data: null } } };
        },
      };
    },
  };
}

/** Begins subscriptions under the limits and with the errors of every other operation. */
export class Subscriptions {
  constructor(
    private readonly apollo: ApolloServer<RequestContext>,
    private readonly logger: Logger,
  ) {}

  /** Gives the subscription, or why there is none. */
  async start(
    request: GraphQLRequest,
    context: SubscriptionContext,
  ): Promise<StartedSubscription | readonly FormattedError[]> {
    const { body } = await this.apollo.executeOperation(request, { contextValue: context });
    const errors = body.kind === 'single' ? body.singleResult.errors : undefined;
    if (errors !== undefined) return errors.map((error) => new FormattedError(error));
    const operation = checkedOperations.get(context.subscription)!;
    const source = await createSourceEventStream(operation);
    if (!(Symbol.asyncIterator in source)) return this.format(source.errors ?? [], context);
    return {
      document: operation.document,
      operationName: operation.operationName,
      results: this.answer(source as AsyncIterable<PublishedThing>, operation),
    };
  }

  /** What whoever subscribed is told of these errors; the log is told the rest. */
  format(errors: readonly GraphQLError[], { requestId }: Pick<RequestContext, 'requestId'>): FormattedError[] {
    const coded = errors.map(withCode);
    logInternalErrors(this.logger, coded, requestId);
    return coded.map((error) => new FormattedError(formatError(error.toJSON(), error)));
  }

  private async *answer(
    source: AsyncIterable<PublishedThing>,
    operation: CheckedOperation,
  ): AsyncGenerator<ExecutionResult> {
    for await (const thing of source) {
      const { context } = thing;
      context.operation.requested = operation.contextValue.operation.requested;
      const { data, errors } = await execute({ ...operation, rootValue: thing, contextValue: context });
      yield { ...(data !== undefined && { data }), ...(errors && { errors: this.format(errors, context) }) };
    }
  }
}

/** Over HTTP it is Apollo Server that gives wrong variables their code. */
function withCode(error: GraphQLError): GraphQLError {
  if (error.nodes?.[0]?.kind !== Kind.VARIABLE_DEFINITION) return error;
  const { message, nodes, originalError = error } = error;
  return new GraphQLError(message, { nodes, originalError, extensions: { code: 'BAD_USER_INPUT' } });
}
