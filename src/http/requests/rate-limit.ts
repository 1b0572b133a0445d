import type { FastifyInstance, FastifyRequest, HookHandlerDoneFunction } from 'fastify';
import type { BudgetLeft } from '../../core/access/request-context';
import { addressSubject, type RateLimits } from '../../modules/identity/rate-limit/rate-limits';
import { addressOf } from '../connections/client-address';
import { runsOperation } from './operation-requests';
import { SESSION_HEADER } from './session-cookie';

declare module 'fastify' {
  interface FastifyRequest {
    /** What was left of the address's budget before the operation; null if it is not limited. */
    budgetLeft: BudgetLeft | null;
  }
}

/**
 * The cost of every request at `/graphql` or for a file of public data, in points, whatever it contains, and of every operation over a
 * WebSocket. For a request of ordinary length, it is all that a response from the cache costs.
 */
export const REQUEST_COST = 50;

/** Characters of a request that `REQUEST_COST` includes. Those of front ends seldom have more. */
const FREE_LENGTH = 2_000;

/**
 * Cost of each further character, in points. 24,000 objects with different names in variables, the most expensive bodies, take up to
 * 30 ms to parse and to examine.
 */
const CHARACTER_COST = 0.15;

/** Cost of the length of a text that a client sends, in points. */
export function lengthCost(length: number): number {
  return Math.ceil(Math.max(length - FREE_LENGTH, 0) * CHARACTER_COST);
}

/** Cost of the length of a request, in points, once its body has been read. */
export function lengthCostOf({ url, body }: FastifyRequest): number {
  return lengthCost(url.length + (typeof body === 'string' ? body.length : 0));
}

/**
 * Charges each request that may run an operation to its address: before its body is read, and for its length before its body is
 * parsed. A request without a valid credential is refused when the budget of its address is used up. One with a valid credential is
 * not: its account or API key has a budget of its own. Responses say what is left of the budget that was charged last.
 *
 * @param hasOwnBudget true if a request has a valid credential
 */
export function limitRequests(
  app: FastifyInstance,
  limits: RateLimits,
  hasOwnBudget: (request: FastifyRequest) => Promise<boolean>,
): void {
  app.decorateRequest('budgetLeft', null);

  const charge = (request: FastifyRequest, cost: number, done: HookHandlerDoneFunction): void => {
    const subject = addressSubject(addressOf(request));
    const refuse = (error: unknown): void => {
      request.budgetLeft = limits.add(subject, 0);
      done(error as Error);
    };
    if (!presentsCredential(request)) {
      try {
        request.budgetLeft = limits.charge(subject, cost);
        done();
      } catch (error) {
        refuse(error);
      }
      return;
    }
    if (limits.add(subject, cost).remaining >= 0) {
      done();
      return;
    }
    // The credential is examined again for the context of the operation, but only behind an address that has used its budget.
    hasOwnBudget(request)
      .then((isOwn) => {
        if (!isOwn) limits.assertNotExceeded(subject);
      })
      .then(() => {
        done();
      }, refuse);
  };

  app.addHook('onRequest', (request, _reply, done) => {
    if (runsOperation(request)) charge(request, REQUEST_COST, done);
    else done();
  });
  app.addHook('preValidation', (request, _reply, done) => {
    const cost = runsOperation(request) ? lengthCostOf(request) : 0;
    if (cost > 0) charge(request, cost, done);
    else done();
  });
  app.addHook('onSend', (request, reply, _payload, done) => {
    const budget = request.operation?.budgetLeft ?? request.budgetLeft;
    if (budget) reply.headers(rateLimitHeaders(budget));
    done();
  });
}

/** True if the request has a credential, valid or not, or asks for the session of a cookie. */
function presentsCredential({ headers }: FastifyRequest): boolean {
  return headers.authorization !== undefined || headers[SESSION_HEADER] !== undefined;
}

/**
 * The headers of draft-ietf-httpapi-ratelimit-headers-06, which rate limiters of Node set and clients read. Later drafts
 * have other fields, count in requests unless a registered unit says otherwise, and are not final.
 */
function rateLimitHeaders({ limit, remaining, resetSeconds }: BudgetLeft): Record<string, string | number> {
  return {
    'ratelimit-limit': limit,
    'ratelimit-remaining': Math.max(remaining, 0),
    'ratelimit-reset': resetSeconds,
    'ratelimit-policy': `${limit};w=60`,
  };
}
