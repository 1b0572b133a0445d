import type { ApolloServerPlugin } from '@apollo/server';
import { GraphQLError, parse, type ASTVisitor, type DocumentNode, type ValidationContext } from 'graphql';
import { QueryTooComplexError } from '../errors';
import { assertDocumentLimits } from './document-limits';

/** Rejects documents that exceed a limit before the rules of graphql-js visit them. Needs `documentLimitsRule`. */
export function documentLimitsPlugin(): ApolloServerPlugin {
  return {
    async requestDidStart() {
      return {
        async validationDidStart(requestContext) {
          const refusal = findRefusal(requestContext.document);
          if (refusal === null) return;
          // Apollo Server validates whatever document the context has after this hook, and a rule cannot stop the others.
          const placeholder = parse('{ __typename }');
          refusals.set(placeholder, refusal);
          (requestContext as { document: DocumentNode }).document = placeholder;
        },
      };
    },
  };
}

/** Reports why the plugin has rejected the document. */
export function documentLimitsRule(context: ValidationContext): ASTVisitor {
  const refusal = refusals.get(context.getDocument());
  if (refusal !== undefined) context.reportError(new GraphQLError(refusal.message, { originalError: refusal }));
  return {};
}

/** The documents that stand for rejected ones. */
const refusals = new WeakMap<DocumentNode, QueryTooComplexError>();

function findRefusal(document: DocumentNode): QueryTooComplexError | null {
  try {
    assertDocumentLimits(document);
    return null;
  } catch (error) {
    if (error instanceof QueryTooComplexError) return error;
    throw error;
  }
}
