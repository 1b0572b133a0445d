import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default';
import { NoSchemaIntrospectionCustomRule, type GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import { formatError } from './error-format';
import { errorLogPlugin } from './error-log.plugin';
import { inputBoundsPlugin } from './input-bounds.plugin';
import { loneFieldsRule } from './lone-fields.rule';
import { operationDepthPlugin } from './operation-depth.plugin';
import { operationKindPlugin } from './operation-kind.plugin';
import { responseStatusPlugin } from './response-status.plugin';
import { unconditionalSubscriptionsPlugin, unconditionalSubscriptionsRule } from './unconditional-subscriptions';

/** Lexical tokens per document. The activity page's query has about 150; the parser recurses once per brace. */
const MAX_TOKENS = 5000;

/** Fields of an operation once its fragments, which may be spread exponentially often, are put in their places. */
const MAX_SELECTIONS = 10_000;

export interface ApolloServerOptions<TContext extends { requestId: string }> {
  schema: GraphQLSchema;
  logger: Logger;
  introspection: boolean;
  /** Whether a browser that opens the endpoint is shown Apollo Sandbox. */
  sandbox: boolean;
  /** Besides those that every schema needs. */
  plugins?: ApolloServerPlugin<TContext>[];
}

/** Answers the same whatever NODE_ENV says, and reports to nobody. Not yet started. */
export function createApolloServer<TContext extends { requestId: string }>(
  options: ApolloServerOptions<TContext>,
): ApolloServer<TContext> {
  return new ApolloServer<TContext>({
    schema: options.schema,
    logger: options.logger,
    nodeEnv: 'production',
    // Apollo Server's own refusal tells clients how to configure it; graphql-js has one too.
    introspection: true,
    // Their outcome is kept with the document, so that none may look at variables.
    validationRules: [
      loneFieldsRule,
      unconditionalSubscriptionsRule,
      ...(options.introspection ? [] : [NoSchemaIntrospectionCustomRule]),
    ],
    maxRecursiveSelections: MAX_SELECTIONS,
    parseOptions: { maxLexicalTokens: MAX_TOKENS },
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: true,
    formatError,
    // main.ts handles signals: it must stop listening first.
    stopOnTerminationSignals: false,
    plugins: [
      errorLogPlugin(options.logger),
      responseStatusPlugin(),
      operationKindPlugin(),
      unconditionalSubscriptionsPlugin(),
      operationDepthPlugin(),
      inputBoundsPlugin(),
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
