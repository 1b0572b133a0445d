import type { ApolloServerPlugin } from '@apollo/server';
import { addressGroup } from '../../core/access/address-group';
import type { RequestContext } from '../../core/access/request-context';
import { Tally } from '../../core/tally';
import { DomainError, OverloadedError } from '../../errors';
import { takeTurn } from '../../event-loop';
import { refuseDocument } from './document-limits.plugin';

export interface DocumentTurnLimits {
  /** Maximum length of all documents that wait, in characters. Those of one address have at most half of it. */
  readonly maxCharacters: number;
  /** A document whose turn comes later than this is refused, in milliseconds. */
  readonly maxWaitMs: number;
}

const LIMITS: DocumentTurnLimits = { maxCharacters: 16_000_000, maxWaitMs: 5_000 };

/**
 * Lets each document that the server does not know wait for a turn of the event loop before it is checked, which takes up to
 * 15 ms. Addresses are served in rotation, so that many documents of one do not delay those of others. How many may wait follows
 * from the maximum of open requests (admission.ts).
 */
export function documentTurnsPlugin(limits = LIMITS): ApolloServerPlugin<RequestContext> {
  let waiting = 0;
  const waitingByAddress = new Tally();

  const add = (group: string, characters: number): void => {
    waiting += characters;
    waitingByAddress.add(group, characters);
  };
  const wait = async ({ address }: RequestContext, { length }: string): Promise<void> => {
    const group = addressGroup(address);
    const ofAddress = waitingByAddress.of(group) + length;
    if (waiting + length > limits.maxCharacters || ofAddress > limits.maxCharacters / 2) throw overloaded();
    const since = performance.now();
    add(group, length);
    await takeTurn(group);
    add(group, -length);
    if (performance.now() - since > limits.maxWaitMs) throw overloaded();
  };

  return {
    async requestDidStart({ contextValue }) {
      let refusal: DomainError | null = null;
      return {
        // Runs only for a document that Apollo Server does not keep. It cannot refuse one, the next hook can.
        async parsingDidStart({ source }) {
          try {
            await wait(contextValue, source);
            contextValue.reading.assertRunning();
          } catch (error) {
            if (!(error instanceof DomainError)) throw error;
            refusal = error;
          }
        },

        async validationDidStart(request) {
          if (refusal !== null) refuseDocument(request, refusal);
        },
      };
    },
  };
}

function overloaded(): OverloadedError {
  return new OverloadedError('The server is busy with other documents: try again later');
}
