import { setImmediate as turn } from 'node:timers/promises';
import { GraphQLInt, GraphQLObjectType, GraphQLSchema } from 'graphql';
import type { RequestContext } from '../../../src/core/access/request-context';
import { RunningOperations } from '../../../src/core/access/running-operations';
import { anonymous } from '../../../src/core/access/viewer';
import { ReadOperation } from '../../../src/database/operations/read-operation';
import { createApolloServer } from '../../../src/graphql/apollo-server';
import { DocumentStore } from '../../../src/graphql/documents/document-store';
import {
  type StartedSubscription,
  subscriptionPlugin,
  Subscriptions,
} from '../../../src/graphql/subscriptions/subscriptions';
import { createLogger } from '../../../src/http/requests/logger';
import type { SubscriptionContext } from '../../../src/modules/events/subscribers';

/** How many steps apart the sources of two subscriptions may start. The first one needs fewer until its client can leave. */
const STEPS = 12;

interface ToyContext extends Pick<SubscriptionContext, 'subscription'> {
  /** The steps that its source takes to start. */
  readonly steps: number;
}

async function take(steps: number): Promise<void> {
  for (let step = 0; step < steps; step += 1) await Promise.resolve();
}

/** An event in each turn of the event loop, until its subscription ends. */
async function* events({ signal }: ToyContext['subscription']) {
  for (let number = 1; !signal.aborted; number += 1) {
    yield { context: { operation: {}, reading: new ReadOperation() }, position: number, number };
    await turn();
  }
}

const number = {
  type: GraphQLInt,
  subscribe: async (_root: unknown, _arguments: unknown, { steps, subscription }: ToyContext) => {
    await take(steps);
    return events(subscription);
  },
};

const schema = new GraphQLSchema({
  query: new GraphQLObjectType({ name: 'Query', fields: { number: { type: GraphQLInt } } }),
  subscription: new GraphQLObjectType({ name: 'Subscription', fields: { number } }),
});

async function start() {
  const logger = createLogger('info', { write: () => undefined });
  const apollo = createApolloServer<RequestContext>({
    documentStore: new DocumentStore(),
    ...{ schema, logger, introspection: true, sandbox: false },
    plugins: [subscriptionPlugin()],
  });
  await apollo.start();
  const subscriptions = new Subscriptions(apollo, new RunningOperations(1_000), logger, null, 1_000);
  return async (steps: number): Promise<StartedSubscription['results']> => {
    const ended = new AbortController();
    const subscription = {
      ...{
        rightsKey: 'anonymous',
        owner: 'address',
        position: () => 0,
        signal: ended.signal,
        joins: new EventTarget(),
      },
      end: () => {
        ended.abort();
      },
    };
    const asker = { viewer: anonymous, address: '192.0.2.1' };
    const context = { steps, ...asker, operation: { cost: 1, locales: [] }, subscription };
    const started = await subscriptions.start(
      { query: 'subscription { number }' },
      context as unknown as SubscriptionContext,
    );
    if (!('results' in started)) throw new Error(JSON.stringify(started));
    return started.results;
  };
}

test('of two equal subscriptions that start together, one receives results although the other leaves at once', async () => {
  const subscribe = await start();
  const received: boolean[] = [];
  for (let apart = 0; apart < STEPS; apart += 1) {
    const [results] = await Promise.all([subscribe(apart), subscribe(0).then((leaving) => leaving.return())]);
    await results.next();
    const { done } = await results.next();
    received.push(done !== true);
    await results.return();
  }
  expect(received).toEqual(Array(STEPS).fill(true));
});
