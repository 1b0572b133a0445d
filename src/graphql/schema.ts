import { extendSchema, lexicographicSortSchema, parse, type GraphQLSchema } from 'graphql';
import { buildSchemaSync, type ContainerType, type PubSub } from 'type-graphql';
import { authChecker } from '../core/access/auth';
import { resolvers } from '../modules/resolvers';
import { chargeAnswers } from './answer-budget';
import { resolveDirectly } from './direct-resolvers';
import { readAhead } from './read-ahead';

const directives = parse(`
  "Requires this role or a higher one. Without it, the field is an error FORBIDDEN at its path."
  directive @auth(
    "Lowest role that may use the field."
    requires: Role!
  ) on FIELD_DEFINITION | OBJECT
`);

/** Subscriptions have their own event source, but type-graphql builds none without a PubSub. */
const pubSub: PubSub = { publish: noSuchTopic, subscribe: noSuchTopic };

function noSuchTopic(topic: string): never {
  throw new Error(`Nothing is published as ${topic}`);
}

/** Builds the sorted schema from the code. The services are only needed to execute operations. */
export function createSchema(services: ReadonlyMap<unknown, object> = new Map()): GraphQLSchema {
  const container = containerOf(services);
  const schema = buildSchemaSync({ resolvers, authChecker, container, pubSub, validate: false });
  // type-graphql creates these types itself and has no option for their descriptions.
  schema.getQueryType()!.description =
    'Read operations. Content that the viewer may not see is treated as if it did not exist.';
  schema.getMutationType()!.description =
    'Write operations. Each takes one input (except signing out) and returns one payload with the changed object.';
  schema.getSubscriptionType()!.description =
    'Events over a WebSocket. Each subscriber receives what they may see at the moment of the event.';
  const sorted = lexicographicSortSchema(extendSchema(schema, directives));
  return chargeAnswers(readAhead(resolveDirectly(sorted, container)));
}

/** Returns the given resolver instances. Resolvers without services are constructed here, once. */
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
