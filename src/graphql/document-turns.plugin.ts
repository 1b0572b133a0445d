import type { ApolloServerPlugin } from '@apollo/server';
import type { RequestContext } from '../core/access/request-context';
import { DomainError, OverloadedError } from '../errors';
import { takeTurn } from '../event-loop';
import { subjectOf } from '../modules/identity/rate-limit/rate-limits';
import { refuseDocument } from './document-limits.plugin';

export interface DocumentTurnLimits {
  /** Maximum length of all documents that wait, in characters. */
  readonly maxCharacters: number;
  /** How long a document may wait, in milliseconds. */
  readonly maxWaitMs: number;
}

const LIMITS: DocumentTurnLimits = { maxCharacters: 16_000_000, maxWaitMs: 5_000 };

/** When clients that were refused may try again. */
const RETRY_AFTER_SECONDS = 5;

/**
 * Lets each document that the server does not know wait for a turn of the event loop before it is checked, which takes up to
 * 15 ms. Accounts, API keys and addresses are served in rotation, so that many documents of one do not delay those of others.
 */
export function documentTurnsPlugin(limits = LIMITS): ApolloServerPlugin<RequestContext> {
  let waitingCharacters = 0;

  const wait = async ({ viewer, address }: RequestContext, { length }: string): Promise<void> => {
    if (waitingCharacters + length > limits.maxCharacters) throw overloaded();
    const since = performance.now();
    waitingCharacters += length;
    await takeTurn(subjectOf(viewer, address).key);
    waitingCharacters -= length;
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
  return new OverloadedError('The server is busy with other documents: try again later', RETRY_AFTER_SECONDS);
}
