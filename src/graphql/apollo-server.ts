import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default';
import { type GraphQLSchema, NoSchemaIntrospectionCustomRule } from 'graphql';
import type { Logger } from 'pino';
import { checkCostRule } from './documents/check-cost.plugin';
import { MAX_TOKENS } from './documents/document-limits';
import { documentLimitsPlugin, documentLimitsRule } from './documents/document-limits.plugin';
import { createPersistedQueryCache, type DocumentStore } from './documents/document-store';
import { persistedQueryHashPlugin } from './documents/persisted-query-hash.plugin';
import {
  loneFieldsRule,
  unconditionalSubscriptionsPlugin,
  unconditionalSubscriptionsRule,
} from './documents/root-fields.rules';
import { emptyOperationNamePlugin } from './operations/empty-operation-name.plugin';
import { inputBoundsPlugin } from './operations/input-bounds.plugin';
import { nullVariablesPlugin } from './operations/null-variables.plugin';
import { operationKindPlugin } from './operations/operation-kind.plugin';
import { operationLimitsPlugin } from './operations/operation-limits.plugin';
import { formatError } from './responses/error-format';
import { EXECUTION_OPTIONS } from './responses/error-limit';
import { errorLogPlugin } from './responses/error-log.plugin';
import { responseStatusPlugin } from './responses/response-status.plugin';
import { resultText } from './responses/result-text';

/**
 * Maximum errors of validation in one response. An error takes as long as ten fields: its stack trace is made twice, and its
 * location is found by reading the document up to it.
 */
const MAX_VALIDATION_ERRORS = 10;

export interface ApolloServerOptions<TContext extends { requestId: string }> {
  schema: GraphQLSchema;
  logger: Logger;
  introspection: boolean;
  /** True if a browser that opens the endpoint sees Apollo Sandbox. */
  sandbox: boolean;
  /** Keeps the documents that have been parsed and validated. */
  documentStore: DocumentStore;
  /** Plugins in addition to those that every schema needs. */
  plugins?: ApolloServerPlugin<TContext>[];
}

/** Creates the server, not yet started. It behaves the same for every NODE_ENV and reports to no service. */
export function createApolloServer<TContext extends { requestId: string }>(
  options: ApolloServerOptions<TContext>,
): ApolloServer<TContext> {
  return new ApolloServer<TContext>({
    schema: options.schema,
    logger: options.logger,
    nodeEnv: 'production',
    // Apollo Server's own refusal tells clients how to configure it. The rule of graphql-js is used instead.
    introspection: true,
    // The result is cached with the document, so no rule may depend on variables. They run together with those of graphql-js: with
    // `maxRecursiveSelections`, Apollo Server would run them afterwards, in a second visit of the document.
    validationRules: [
      checkCostRule,
      documentLimitsRule,
      loneFieldsRule,
      unconditionalSubscriptionsRule,
      ...(options.introspection ? [] : [NoSchemaIntrospectionCustomRule]),
    ],
    validationOptions: { maxErrors: MAX_VALIDATION_ERRORS, hideSuggestions: !options.introspection },
    parseOptions: { maxLexicalTokens: MAX_TOKENS },
    executionOptions: EXECUTION_OPTIONS,
    documentStore: options.documentStore,
    cache: createPersistedQueryCache(),
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    includeStacktraceInErrorResponses: false,
    formatError,
    stringifyResult: resultText,
    // main.ts handles signals, because it must stop listening first.
    stopOnTerminationSignals: false,
    plugins: [
      persistedQueryHashPlugin(),
      errorLogPlugin(options.logger),
      responseStatusPlugin(),
      documentLimitsPlugin(),
      emptyOperationNamePlugin(),
      operationKindPlugin(),
      unconditionalSubscriptionsPlugin(),
      operationLimitsPlugin(),
      inputBoundsPlugin(),
      nullVariablesPlugin(),
      ...(options.plugins ?? []),
      options.sandbox
        ? ApolloServerPluginLandingPageLocalDefault({ embed: { runTelemetry: false }, includeCookies: false })
        : ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
    ],
  });
}
