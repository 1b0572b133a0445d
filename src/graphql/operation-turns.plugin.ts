import type { ApolloServerPlugin } from '@apollo/server';
import type { RequestContext } from '../core/access/request-context';
import type { DomainError } from '../errors';
import { takeTurn } from '../event-loop';
import { addressGroup } from '../modules/identity/throttle';
import { refusalOf } from './refusal';

/** The cost above which an operation waits. One with the maximum cost takes 30 ms until it waits for its first statement. */
const LARGE_COST = 20_000;

/**
 * Lets each large operation wait for a turn of the event loop before it begins: graphql-js resolves all of its root fields in one piece.
 * Addresses are served in rotation. Put it after the plugins that may refuse the operation.
 */
export function operationTurnsPlugin(): ApolloServerPlugin<RequestContext> {
  return {
    async requestDidStart({ contextValue: { operation, address, reading } }) {
      return {
        async responseForOperation() {
          if (operation.cost <= LARGE_COST) return null;
          await takeTurn(addressGroup(address));
          try {
            // The client may have left meanwhile.
            reading.assertRunning();
            return null;
          } catch (error) {
            return refusalOf(error as DomainError);
          }
        },
      };
    },
  };
}
