import { createHash } from 'node:crypto';
import { type ApolloServer, type ApolloServerPlugin, type GraphQLRequest, HeaderMap } from '@apollo/server';
import {
  createSourceEventStream,
  type DocumentNode,
  execute,
  type ExecutionArgs,
  type ExecutionResult,
  GraphQLError,
  type GraphQLFormattedError,
  Kind,
  type OperationDefinitionNode,
} from 'graphql';
import type { Logger } from 'pino';
import type { RequestContext } from '../../core/access/request-context';
import type { RunningOperations } from '../../core/access/running-operations';
import { TooManyRequestsError } from '../../errors';
import {
  isSubscriptionContext,
  type SubscribedEvent,
  type Subscription,
  type SubscriptionContext,
} from '../../modules/events/subscribers';
import { type RateLimits, type Subject, subjectOf } from '../../modules/identity/rate-limit/rate-limits';
import { formatError } from '../responses/error-format';
import { EXECUTION_OPTIONS, removeDuplicateErrors } from '../responses/error-limit';
import { logFailures } from '../responses/error-log.plugin';
import { textInTurns } from '../responses/result-text';
import { type MeasuredResult, type Member, type PositionedResult, SubscriptionGroup } from './subscription-group';
import { SubscriptionLimits } from './subscription-limits';

/**
 * Maximum length of the result of an event, in UTF-16 code units. Each subscriber receives a copy: 5,000 equal subscriptions take half a
 * gigabyte, and about a second of processor time.
 */
const MAX_RESULT_CHARACTERS = 100_000;

/** A started subscription: its operation and the results of its events. */
export interface StartedSubscription {
  readonly document: DocumentNode;
  readonly operationName: string | null | undefined;
  readonly results: Member;
}

/** Why an operation cannot start. */
interface Errors {
  readonly errors: readonly GraphQLError[];
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

type CheckedOperation = ExecutionArgs & {
  /** The text of the document. */
  readonly source: string;
  readonly contextValue: SubscriptionContext;
};

/** The checked operation of each subscription. */
const checkedOperations = new WeakMap<Subscription, CheckedOperation>();

/** Stops an operation that is a subscription once it has passed every check. It is executed for each event instead. */
export function subscriptionPlugin(): ApolloServerPlugin<RequestContext> {
  return {
    async requestDidStart() {
      return {
        async responseForOperation(started) {
          const { contextValue, source, schema, document, operation, operationName, request } = started;
          if (!isSubscriptionContext(contextValue)) return null;
          // Undefined, despite its type, when no operation has the requested name. Executing the document reports that.
          if ((operation as OperationDefinitionNode | undefined) === undefined) return null;
          checkedOperations.set(contextValue.subscription, {
            source,
            schema,
            document,
            operationName,
            variableValues: request.variables,
            options: EXECUTION_OPTIONS,
            contextValue,
          });
          return { http: { headers: new HeaderMap() }, body: { kind: 'single', singleResult: { data: null } } };
        },
      };
    },
  };
}

/**
 * Starts subscriptions with the limits and the error format of all other operations. Subscriptions of the same document
 * with the same variables, by subscribers with the same rights, share the evaluation of each event
 * (docs/adr/0025-shared-evaluation.md).
 */
export class Subscriptions {
  private readonly limits: SubscriptionLimits;
  private readonly groups = new Map<string, SubscriptionGroup>();

  constructor(
    private readonly apollo: ApolloServer<RequestContext>,
    private readonly operations: RunningOperations,
    private readonly logger: Logger,
    /** null: events are not charged. */
    private readonly rateLimits: RateLimits | null,
    maxOperationCost: number,
  ) {
    this.limits = new SubscriptionLimits(maxOperationCost);
  }

  /**
   * Returns the started subscription, or the errors that prevented it.
   *
   * @throws TooManyRequestsError when the owner or this instance has too many subscriptions
   */
  async start(
    request: GraphQLRequest,
    context: SubscriptionContext,
  ): Promise<StartedSubscription | readonly FormattedError[]> {
    const { body } = await this.apollo.executeOperation(request, { contextValue: context });
    const errors = body.kind === 'single' ? body.singleResult.errors : undefined;
    if (errors !== undefined) return errors.map((error) => new FormattedError(error));
    const { subscription } = context;
    const operation = checkedOperations.get(subscription)!;
    const key = groupKeyOf(operation);
    const leave = this.limits.enter(subscription.owner, key, context.operation.cost);
    const position = subscription.position();
    const payer = subjectOf(context.viewer, context.address);
    const join = (group: SubscriptionGroup): Member => group.join(position, payer, leave);
    let isJoined = false;
    try {
      const existing = this.groups.get(key);
      const results = existing === undefined ? await this.joinNew(key, operation, join) : join(existing);
      if ('errors' in results) return this.format(results.errors, context);
      isJoined = true;
      return { document: operation.document, operationName: operation.operationName, results };
    } finally {
      if (!isJoined) leave();
    }
  }

  /**
   * Creates a group and joins it, or joins one that another subscription has created meanwhile. Nothing is awaited before it joins,
   * because a group ends when its last member leaves. Returns the errors of the operation if it cannot start.
   */
  private async joinNew(
    key: string,
    operation: CheckedOperation,
    join: (group: SubscriptionGroup) => Member,
  ): Promise<Member | Errors> {
    const { subscription } = operation.contextValue;
    const source = await createSourceEventStream(operation);
    if (!(Symbol.asyncIterator in source)) return { errors: source.errors ?? [] };
    const existing = this.groups.get(key);
    if (existing !== undefined) {
      subscription.end();
      return join(existing);
    }
    const group = new SubscriptionGroup({
      onJoin: () => {
        subscription.joins.dispatchEvent(new Event('join'));
      },
      onEmpty: () => {
        if (this.groups.get(key) === group) this.groups.delete(key);
        subscription.end();
      },
      evaluationCost: operation.contextValue.operation.cost,
      charge: (payer, cost) => this.charge(payer, cost),
    });
    this.groups.set(key, group);
    const results = join(group);
    void group.run(this.executeForEach(source as AsyncIterable<SubscribedEvent>, operation)).finally(() => {
      if (this.groups.get(key) === group) this.groups.delete(key);
    });
    return results;
  }

  private charge(payer: Subject, cost: number): TooManyRequestsError | null {
    try {
      this.rateLimits?.charge(payer, cost);
      return null;
    } catch (error) {
      if (error instanceof TooManyRequestsError) return error;
      throw error;
    }
  }

  /** Formats errors for the subscriber, and logs the failures of the server. */
  format(errors: readonly GraphQLError[], { requestId }: Pick<RequestContext, 'requestId'>): FormattedError[] {
    const coded = errors.map(withCode);
    logFailures(this.logger, coded, requestId);
    return coded.map((error) => new FormattedError(formatError(error.toJSON(), error)));
  }

  private async *executeForEach(
    source: AsyncIterable<SubscribedEvent>,
    operation: CheckedOperation,
  ): AsyncGenerator<PositionedResult> {
    const { signal } = operation.contextValue.subscription;
    for await (const event of source) {
      const { context, position } = event;
      const { requested, locales } = operation.contextValue.operation;
      Object.assign(context.operation, { requested, locales });
      const running = this.operations.begin(context);
      signal.addEventListener('abort', running.cancel);
      const { data, errors } = await Promise.resolve(
        execute({ ...operation, rootValue: event, contextValue: context }),
      ).finally(() => {
        signal.removeEventListener('abort', running.cancel);
        running.end();
      });
      removeDuplicateErrors(context, errors ?? []);
      const result = { ...(data !== undefined && { data }), ...(errors && { errors: this.format(errors, context) }) };
      yield { position, ...(await this.measure(result, context)) };
    }
  }

  /** The result, or an error in its place if it is too long, and the length of its text. */
  private async measure(result: ExecutionResult, context: RequestContext): Promise<MeasuredResult> {
    try {
      return { result, characters: (await textInTurns(result, MAX_RESULT_CHARACTERS)).length };
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      return { result: { errors: this.format([error], context) }, characters: 0 };
    }
  }
}

/** Equal for operations that give the same result for every event: the same text, name, variables and rights. */
function groupKeyOf({ source, operationName, variableValues, contextValue }: CheckedOperation): string {
  const { subscription, operation } = contextValue;
  const inputs = JSON.stringify([
    subscription.rightsKey,
    operation.locales,
    source,
    operationName ?? null,
    variableValues ?? {},
  ]);
  return createHash('sha256').update(inputs).digest('base64');
}

/** Adds the code of wrong variables, which Apollo Server adds over HTTP. */
function withCode(error: GraphQLError): GraphQLError {
  if (error.nodes?.[0]?.kind !== Kind.VARIABLE_DEFINITION) return error;
  const { message, nodes, originalError = error } = error;
  return new GraphQLError(message, { nodes, originalError, extensions: { code: 'BAD_USER_INPUT' } });
}
