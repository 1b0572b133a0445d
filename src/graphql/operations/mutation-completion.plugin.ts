import type { ApolloServerPlugin } from '@apollo/server';
import { OperationTypeNode } from 'graphql';
import type { RequestContext } from '../../core/access/request-context';
import { beforeOperation } from './before-operation';

/**
 * Nothing stops a mutation, so that its response always says what it has changed: neither its deadline nor the end of its
 * client.
 */
export function mutationCompletionPlugin(): ApolloServerPlugin<RequestContext> {
  return beforeOperation(({ operation, contextValue }) => {
    if (operation.operation === OperationTypeNode.MUTATION) contextValue.reading.protect();
  });
}
