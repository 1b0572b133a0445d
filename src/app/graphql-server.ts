import type { ApolloServer } from '@apollo/server';
import type { GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import type { Config } from '../config';
import type { RequestContext } from '../core/access/request-context';
import { RunningOperations } from '../core/access/running-operations';
import type { Module } from '../core/module';
import { SECOND_MS } from '../core/time';
import type { Database } from '../database/database';
import { Admission, limitsOfMachine } from '../graphql/admission/admission';
import { admissionPlugin } from '../graphql/admission/admission.plugin';
import { operationTurnsPlugin } from '../graphql/admission/operation-turns.plugin';
import { rateLimitPlugin } from '../graphql/admission/rate-limit.plugin';
import { createApolloServer } from '../graphql/apollo-server';
import { operationCostPlugin } from '../graphql/cost/operation-cost.plugin';
import { checkCostPlugin } from '../graphql/documents/check-cost.plugin';
import { DocumentStore } from '../graphql/documents/document-store';
import { documentTurnsPlugin } from '../graphql/documents/document-turns.plugin';
import { RejectedDocuments } from '../graphql/documents/rejected-documents';
import { endedSessionPlugin } from '../graphql/operations/ended-session.plugin';
import { mutationCompletionPlugin } from '../graphql/operations/mutation-completion.plugin';
import { operationReportPlugin } from '../graphql/operations/operation-report.plugin';
import { requestedFieldsPlugin } from '../graphql/operations/requested-fields.plugin';
import { tracePlugin } from '../graphql/operations/trace.plugin';
import { wantedLocalesPlugin } from '../graphql/operations/wanted-locales.plugin';
import { errorLimitPlugin } from '../graphql/responses/error-limit.plugin';
import { ResponseLives } from '../graphql/responses/response-lives.plugin';
import { largeResultPlugin } from '../graphql/responses/result-text';
import { createSchema } from '../graphql/schema/schema';
import { subscriptionPlugin } from '../graphql/subscriptions/subscriptions';
import type { RateLimits } from '../modules/identity/rate-limit/rate-limits';
import { resolverClasses } from '../modules/resolver-classes';
import { countOperations, type Observation } from './observation';

/** GraphQL without HTTP. */
export interface GraphqlServer {
  readonly schema: GraphQLSchema;
  readonly apollo: ApolloServer<RequestContext>;
  /** Bounds the operations that run at the same time. */
  readonly admission: Admission;
  /** The operations that run, with their deadlines. */
  readonly operations: RunningOperations;
  /** How long the response to an operation may be kept. */
  readonly responseLives: ResponseLives;
  /** null: clients are not limited. */
  readonly rejectedDocuments: RejectedDocuments | null;
}

interface GraphqlServerOptions {
  readonly database: Database;
  readonly modules: readonly Module[];
  /** null: callers are not limited. */
  readonly rateLimits: RateLimits | null;
  readonly observation: Observation;
  readonly logger: Logger;
  readonly config: Config;
}

/** Builds the schema from the resolvers of the modules, and starts Apollo Server with the limits of operations. */
export async function startGraphqlServer({
  database,
  modules,
  rateLimits,
  observation: { metrics, tracing },
  logger,
  config,
}: GraphqlServerOptions): Promise<GraphqlServer> {
  const resolvers = modules.flatMap(({ resolvers = [] }) => resolvers);
  const schema = createSchema(resolverClasses, resolvers);
  const responseLives = new ResponseLives();
  const admission = new Admission(limitsOfMachine(config.operationTimeoutSeconds));
  const documentStore = new DocumentStore();
  const apollo = createApolloServer<RequestContext>({
    schema,
    documentStore,
    plugins: [
      documentTurnsPlugin(),
      errorLimitPlugin(),
      endedSessionPlugin(),
      requestedFieldsPlugin(schema),
      wantedLocalesPlugin(schema),
      operationCostPlugin(schema, database.sizes, config.maxOperationCost),
      mutationCompletionPlugin(),
      checkCostPlugin(),
      ...(rateLimits === null ? [] : [rateLimitPlugin(rateLimits)]),
      subscriptionPlugin(),
      largeResultPlugin(),
      responseLives.plugin(),
      ...(tracing === null ? [] : [tracePlugin()]),
      operationReportPlugin(metrics && countOperations(metrics)),
      admissionPlugin(
        admission,
        ({ operation }) => operation,
        () => database.isOverloaded,
      ),
      operationTurnsPlugin(),
    ],
    logger,
    introspection: config.introspection,
    sandbox: config.explorers.has('sandbox'),
  });
  await apollo.start();
  const operations = new RunningOperations(config.operationTimeoutSeconds * SECOND_MS);
  const rejectedDocuments = rateLimits && new RejectedDocuments(rateLimits, documentStore);
  return { schema, apollo, admission, operations, responseLives, rejectedDocuments };
}
