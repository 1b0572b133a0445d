import type { ApolloServerPlugin } from '@apollo/server';
import { type ASTVisitor, type DocumentNode, GraphQLError, parse, type ValidationContext } from 'graphql';
import { type DomainError, QueryTooComplexError } from '../../errors';
import { assertDocumentLimits } from './document-limits';

/** Rejects documents that exceed a limit before the rules of graphql-js visit them. Needs `documentLimitsRule`. */
export function documentLimitsPlugin(): ApolloServerPlugin {
  return {
    async requestDidStart() {
      return {
        async validationDidStart(request) {
          const refusal = findRefusal(request.document);
          if (refusal !== null) refuseDocument(request, refusal);
        },
      };
    },
  };
}

/**
 * Rejects a document when its validation begins. Needs `documentLimitsRule`. Apollo Server validates whatever document the
 * request has then, and a rule cannot stop the others.
 */
export function refuseDocument(request: { readonly document: DocumentNode }, refusal: DomainError): void {
  const placeholder = parse('{ __typename }');
  refusals.set(placeholder, refusal);
  (request as { document: DocumentNode }).document = placeholder;
}

/** Reports why a document has been rejected. */
export function documentLimitsRule(context: ValidationContext): ASTVisitor {
  const refusal = refusals.get(context.getDocument());
  if (refusal !== undefined) context.reportError(new GraphQLError(refusal.message, { originalError: refusal }));
  return {};
}

/** The documents that stand for rejected ones. */
const refusals = new WeakMap<DocumentNode, DomainError>();

function findRefusal(document: DocumentNode): QueryTooComplexError | null {
  try {
    assertDocumentLimits(document);
    return null;
  } catch (error) {
    if (error instanceof QueryTooComplexError) return error;
    throw error;
  }
}
