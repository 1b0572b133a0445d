import type { ApolloServerPlugin } from '@apollo/server';
import type { ASTVisitor, DocumentNode, ValidationContext } from 'graphql';
import type { RequestContext } from '../../core/access/request-context';

/** Cost of a character of a document: 5,000 short tokens are parsed, and compared with the limits, in a millisecond. */
const CHARACTER_COST = 0.1;

/** A longer document has long tokens, which take no longer than short ones. */
const MAX_CHARACTERS = 20_000;

/** When the validation of a document began, by `performance.now()`. */
const validatedSince = new WeakMap<DocumentNode, number>();

/** Notes when the validation of a document begins. Needs `checkCostPlugin`. */
export function checkCostRule(context: ValidationContext): ASTVisitor {
  validatedSince.set(context.getDocument(), performance.now());
  return {};
}

/**
 * Sums up what it costs to check a document, whether it is accepted or not. Parsing takes time in proportion to the length.
 * Validation may take a hundred times as long for one document as for another of the same length, so it is measured.
 * Nothing else runs meanwhile.
 */
export function checkCostPlugin(): ApolloServerPlugin<RequestContext> {
  return {
    async requestDidStart({ contextValue: { operation } }) {
      return {
        async parsingDidStart({ source }) {
          operation.checkCost += Math.ceil(Math.min(source.length, MAX_CHARACTERS) * CHARACTER_COST);
        },

        async validationDidStart(request) {
          return async () => {
            const since = validatedSince.get(request.document);
            if (since !== undefined) operation.checkCost += microsecondsSince(since);
          };
        },
      };
    },
  };
}

/** @param start by `performance.now()` */
export function microsecondsSince(start: number): number {
  return Math.ceil((performance.now() - start) * 1000);
}
