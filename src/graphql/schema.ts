import { extendSchema, lexicographicSortSchema, parse, type GraphQLSchema } from 'graphql';
import { buildSchemaSync, type ContainerType, type PubSub } from 'type-graphql';
import { authChecker } from '../core/access/auth';
import { resolvers } from '../modules/resolvers';
import { chargeAnswers } from './answer-budget';
import { resolveDirectly } from './direct-resolvers';
import { readAhead } from './read-ahead';

const directives = parse(`
  "Only accounts with this role, or one above it, may ask for this; others get FORBIDDEN at its path."
  directive @auth(
    "The lowest role that may."
    requires: Role!
  ) on FIELD_DEFINITION | OBJECT
`);

/** Subscriptions bring their own events, but type-graphql builds none without this. */
const pubSub: PubSub = { publish: noSuchTopic, subscribe: noSuchTopic };

function noSuchTopic(topic: string): never {
  throw new Error(`Nothing is published as ${topic}`);
}

/** Builds the schema, sorted, from the code. Only to execute operations it needs the resolvers that stand on services. */
export function createSchema(services: ReadonlyMap<unknown, object> = new Map()): GraphQLSchema {
  const container = containerOf(services);
  const schema = buildSchemaSync({ resolvers, authChecker, container, pubSub, validate: false });
  // type-graphql makes these types by itself, and has no option for their descriptions.
  schema.getQueryType()!.description = 'What can be read. Everything that you may not see is as if it were not there.';
  schema.getMutationType()!.description =
    'What can be done. Each takes one input, but for signing out, and gives one payload with what has changed.';
  schema.getSubscriptionType()!.description =
    'What can be told as it happens, over a WebSocket: to each subscriber what they may see at that moment.';
  const sorted = lexicographicSortSchema(extendSchema(schema, directives));
  return chargeAnswers(readAhead(resolveDirectly(sorted, container)));
}

/** Resolvers that need a service are constructed where the services are; the others here, once. */
function containerOf(services: ReadonlyMap<unknown, object>): ContainerType {
  const instances = new Map(services);
  return {
    get: (resolver: new () => object) => {
      const instance = instances.get(resolver) ?? new resolver();
      instances.set(resolver, instance);
      return instance;
    },
  };
}
