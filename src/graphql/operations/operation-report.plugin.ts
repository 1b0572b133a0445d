import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLFormattedError } from 'graphql';
import type { OperationDescription, RequestContext } from '../../core/access/request-context';
import { failureOf } from '../responses/error-format';

/** The facts about an operation that has ended. */
export interface OperationReport extends OperationDescription {
  /** `partial`: data and errors. `refused`: no data, by an error of the client or by a limit. `failed`: the server or its database failed. */
  readonly outcome: 'success' | 'partial' | 'refused' | 'failed';
  readonly milliseconds: number;
}

/**
 * Describes each operation in its context, for the log. Reports each one that has ended to the listener, unless that is
 * null. Documents that are invalid have no report.
 */
export function operationReportPlugin(
  onEnd: ((report: OperationReport, context: RequestContext) => void) | null,
): ApolloServerPlugin<RequestContext> {
  return {
    async requestDidStart() {
      const startedAt = performance.now();
      let hasFailed = false;
      return {
        async didResolveOperation({ contextValue, operation, operationName, queryHash }) {
          // No operation has the requested name. Execution reports that.
          if (operation === undefined) return;
          contextValue.operation.description = {
            type: operation.operation,
            name: operationName,
            documentHash: queryHash,
          };
        },

        async didEncounterErrors({ errors }) {
          hasFailed ||= errors.some((error) => failureOf(error) !== null);
        },

        async willSendResponse({ contextValue, response: { body } }) {
          const { description } = contextValue.operation;
          if (onEnd === null || description === null || body.kind !== 'single') return;
          const outcome = hasFailed ? 'failed' : outcomeOf(body.singleResult);
          onEnd({ ...description, outcome, milliseconds: performance.now() - startedAt }, contextValue);
        },
      };
    },
  };
}

interface Result {
  readonly data?: unknown;
  readonly errors?: readonly GraphQLFormattedError[];
}

function outcomeOf({ data, errors = [] }: Result): OperationReport['outcome'] {
  if (errors.length === 0) return 'success';
  return data == null ? 'refused' : 'partial';
}
