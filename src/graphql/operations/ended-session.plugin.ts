import type { ApolloServerPlugin } from '@apollo/server';
import { type DocumentNode, GraphQLError, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';
import { endedSessionError } from '../../core/access/browser-session';
import type { RequestContext } from '../../core/access/request-context';
import { rootFieldsOf } from '../documents/root-fields.rules';
import { beforeOperation } from './before-operation';

/**
 * Refuses operations with the cookie of a session that has ended, except for those by which a person gets another session:
 * all their root fields have the extension `allowsEndedSession`. A page of the ended session must not be taken for that of
 * a visitor. The cookie stays: another tab may have replaced it in the meantime.
 */
export function endedSessionPlugin(): ApolloServerPlugin<RequestContext> {
  return beforeOperation(({ contextValue, schema, document, operation }) => {
    if (!contextValue.hasEndedSession || allowsEndedSession(schema, document, operation)) return;
    const originalError = endedSessionError();
    throw new GraphQLError(originalError.message, { originalError, extensions: { http: { status: 401 } } });
  });
}

function allowsEndedSession(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): boolean {
  const known = schema.getRootType(operation.operation)?.getFields() ?? {};
  return rootFieldsOf(document, operation).every(
    ({ name }) => known[name.value]?.extensions['allowsEndedSession'] === true,
  );
}
