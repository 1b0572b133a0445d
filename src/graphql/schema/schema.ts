import {
  DirectiveLocation,
  extendSchema,
  GraphQLDirective,
  type GraphQLSchema,
  lexicographicSortSchema,
  parse,
  specifiedDirectives,
} from 'graphql';
import { buildSchemaSync, type ContainerType, type NonEmptyArray, type PubSub, type ResolverData } from 'type-graphql';
import { authChecker } from '../../core/access/auth';
import type { ResolverClass } from '../../core/module';
import { costDirectives, declareCosts } from '../cost/declared-costs';
import { limitErrors } from '../responses/error-limit';
import { declareResponseLives } from '../responses/response-life';
import { completeDescriptions } from './descriptions';
import { resolveDirectly } from './direct-resolvers';
import { completeListsInTurns } from './lists-in-turns';
import { chargeLongTexts } from './long-texts';
import { readAhead } from './read-ahead';
import { resolversOf, withInstances } from './resolver-instances';
import { beginRootFieldsInTurns } from './root-turns';

const directives = parse(`
  "Requires this role or a higher one. Without it, the field is an error FORBIDDEN at its path."
  directive @auth(
    "Lowest role that may use the field."
    requires: Role!
  ) on FIELD_DEFINITION | OBJECT

  """
  Languages of the response, the most preferred first. All texts of an item are in one language: the first of these in
  which the item was written or has a published translation, or else its original language. Without the directive, the
  languages are those of the header Accept-Language, or else the default language of the server. Labels of enum values that
  the server lacks in a language are in its default language, or else in English.
  """
  directive @inLocales(
    """
    Languages, the most preferred first, at most 20. A tag also matches a more general one, or else its language in the
    script that it implies: fr-CH matches fr, and zh-CN matches zh-Hans. A language that the server does not use is ignored.
    """
    preferred: [Locale!]!
  ) on QUERY | MUTATION | SUBSCRIPTION
`);

/**
 * Without the location DIRECTIVE_DEFINITION, at which graphql-js allows `@deprecated`. It is newer than the GraphQL specification of
 * September 2025. Clients that do not know it, such as gql for Python, cannot read a schema that has it.
 */
const standardDirectives = specifiedDirectives.map((directive) => {
  const locations = directive.locations.filter((location) => location !== DirectiveLocation.DIRECTIVE_DEFINITION);
  return new GraphQLDirective({ ...directive.toConfig(), locations });
});

/** Subscriptions have their own event source, but type-graphql builds none without a PubSub. */
const pubSub: PubSub = { publish: noSuchTopic, subscribe: noSuchTopic };

function noSuchTopic(topic: string): never {
  throw new Error(`Nothing is published as ${topic}`);
}

/**
 * Builds the sorted schema from resolver classes.
 *
 * @param instances of the classes whose constructors take services; null: the schema is only printed or inspected
 * @throws Error if a class needs an instance and has none, or an instance is of no class in the schema
 */
export function createSchema(
  classes: readonly ResolverClass[],
  instances: readonly object[] | null = null,
): GraphQLSchema {
  if (instances !== null) assertComplete(classes, instances);
  return createPartialSchema(classes, instances ?? []);
}

/**
 * Builds the sorted schema for queries that need no services but those of these instances. Fields that need others fail.
 */
export function createPartialSchema(classes: readonly ResolverClass[], instances: readonly object[]): GraphQLSchema {
  const schema = schemas.get(classes) ?? buildSchema(classes);
  schemas.set(classes, schema);
  return withInstances(schema, instances);
}

/** What was built of lists of classes, for programs with several servers: to build it takes a third of a start. */
const schemas = new WeakMap<readonly ResolverClass[], GraphQLSchema>();

function buildSchema(classes: readonly ResolverClass[]): GraphQLSchema {
  const resolvers = classes as NonEmptyArray<ResolverClass>;
  const container = ({ info }: ResolverData): ContainerType => resolversOf(info.schema);
  // Apollo Server validates the schema again, after everything that follows here has been added.
  const built = buildSchemaSync({
    resolvers,
    authChecker,
    container,
    pubSub,
    directives: standardDirectives,
    validate: false,
    skipCheck: true,
  });
  const schema = declareResponseLives(built);
  // type-graphql creates these types itself and has no option for their descriptions.
  schema.getQueryType()!.description =
    'Read operations. Content that the viewer may not see is treated as if it did not exist.';
  schema.getMutationType()!.description =
    'Write operations. Each takes one input (except signing out) and returns one payload with the changed object.';
  schema.getSubscriptionType()!.description =
    'Events over a WebSocket. Each subscriber receives what they may see at the moment of the event.';
  const extended = extendSchema(extendSchema(completeDescriptions(schema), directives), costDirectives);
  const declared = declareCosts(lexicographicSortSchema(extended));
  return limitErrors(
    chargeLongTexts(beginRootFieldsInTurns(completeListsInTurns(readAhead(resolveDirectly(declared))))),
  );
}

function assertComplete(classes: readonly ResolverClass[], instances: readonly object[]): void {
  const constructed = new Set(instances.map((instance) => instance.constructor));
  const missing = classes.filter((resolver) => resolver.length > 0 && !constructed.has(resolver));
  if (missing.length > 0) throw new Error(`Resolvers without an instance: ${namesOf(missing)}`);
  const unknown = [...constructed].filter((resolver) => !classes.includes(resolver as ResolverClass));
  if (unknown.length > 0) throw new Error(`Resolvers that are not in the schema: ${namesOf(unknown)}`);
}

function namesOf(classes: readonly { readonly name: string }[]): string {
  return classes.map(({ name }) => name).join(', ');
}
