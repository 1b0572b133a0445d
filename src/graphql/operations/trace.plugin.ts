import type { ApolloServerPlugin } from '@apollo/server';
import type { RequestContext } from '../../core/access/request-context';

/** Gives each phase of an operation a span: parsing, validation, execution. Does nothing if the request is not traced. */
export function tracePlugin(): ApolloServerPlugin<RequestContext> {
  return {
    async requestDidStart({ contextValue: { operation } }) {
      const { trace } = operation;
      if (trace === null) return;
      return {
        async parsingDidStart() {
          const end = trace.phase('parse');
          return async () => {
            end();
          };
        },
        async validationDidStart() {
          const end = trace.phase('validate');
          return async () => {
            end();
          };
        },
        async executionDidStart() {
          const end = trace.phase('execute');
          return {
            async executionDidEnd() {
              end();
            },
          };
        },
      };
    },
  };
}
