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
import type { RunningOperations } from '../core/access/running-operations';
import type { PublishedItem } from '../modules/events/published-items';
import { isSubscriptionContext, type Subscription, type SubscriptionContext } from '../modules/events/subscribers';
import { formatError } from './error-format';
import { logInternalErrors } from './error-log.plugin';

/** A started subscription: its operation and the results of its events. */
export interface StartedSubscription {
  readonly document: DocumentNode;
  readonly operationName: string | null | undefined;
  readonly results: AsyncGenerator<ExecutionResult>;
}

/** An error in the form that clients receive. graphql-ws expects instances of GraphQLError and sends their toJSON(). */
export class FormattedError extends GraphQLError {
  constructor(private readonly formatted: GraphQLFormattedError) {
    super(formatted.message);
  }

  override toJSON(): GraphQLFormattedError {
    return this.formatted;
  }
}

type CheckedOperation = ExecutionArgs & { readonly contextValue: SubscriptionContext };

/** The checked operation of each subscription. */
const checkedOperations = new WeakMap<Subscription, CheckedOperation>();

/** Stops an operation that is a subscription once it has passed every check. It is executed for each event instead. */
export function subscriptionPlugin(): ApolloServerPlugin<RequestContext> {
  return {
    async requestDidStart() {
      return {
        async responseForOperation({ contextValue, schema, document, operation, operationName, request }) {
          if (!isSubscriptionContext(contextValue)) return null;
          // Undefined, despite its type, when no operation has the requested name. Executing the document reports that.
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

/** Starts subscriptions with the limits and the error format of all other operations. */
export class Subscriptions {
  constructor(
    private readonly apollo: ApolloServer<RequestContext>,
    private readonly operations: RunningOperations,
    private readonly logger: Logger,
  ) {}

  /** Returns the started subscription, or the errors that prevented it. */
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
      results: this.executeForEach(source as AsyncIterable<PublishedItem>, operation),
    };
  }

  /** Formats errors for the subscriber, and logs those that are masked. */
  format(errors: readonly GraphQLError[], { requestId }: Pick<RequestContext, 'requestId'>): FormattedError[] {
    const coded = errors.map(withCode);
    logInternalErrors(this.logger, coded, requestId);
    return coded.map((error) => new FormattedError(formatError(error.toJSON(), error)));
  }

  private async *executeForEach(
    source: AsyncIterable<PublishedItem>,
    operation: CheckedOperation,
  ): AsyncGenerator<ExecutionResult> {
    const { signal } = operation.contextValue.subscription;
    for await (const item of source) {
      const { context } = item;
      context.operation.requested = operation.contextValue.operation.requested;
      const running = this.operations.begin(context);
      signal.addEventListener('abort', running.cancel);
      const { data, errors } = await Promise.resolve(
        execute({ ...operation, rootValue: item, contextValue: context }),
      ).finally(() => {
        signal.removeEventListener('abort', running.cancel);
        running.end();
      });
      yield { ...(data !== undefined && { data }), ...(errors && { errors: this.format(errors, context) }) };
    }
  }
}

/** Adds the code of wrong variables, which Apollo Server adds over HTTP. */
function withCode(error: GraphQLError): GraphQLError {
  if (error.nodes?.[0]?.kind !== Kind.VARIABLE_DEFINITION) return error;
  const { message, nodes, originalError = error } = error;
  return new GraphQLError(message, { nodes, originalError, extensions: { code: 'BAD_USER_INPUT' } });
}
