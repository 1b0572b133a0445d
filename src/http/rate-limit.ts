import type { FastifyInstance } from 'fastify';
import type { BudgetLeft } from '../core/access/request-context';
import { addressSubject, type RateLimits } from '../modules/identity/rate-limit/rate-limits';
import { runsOperation } from './admission';
import { pathOf } from './logger';
import { addressOf } from './request-facts';
import { presentsCookie } from './session-cookie';

declare module 'fastify' {
  interface FastifyRequest {
    /** What was left of the address's budget before the operation; null if it is not limited. */
    budgetLeft: BudgetLeft | null;
  }
}

/**
 * The cost of every request at `/graphql` or for a file of public data, in points, whatever it contains. It is all that an answer from the cache
 * costs.
 */
const REQUEST_COST = 50;

/**
 * Charges each request that may run an operation to its address before its body is read. A request without credentials is refused
 * when the budget of its address is used up. One with credentials is not: its account or API key has a budget of its own.
 * Responses say what is left of the budget that was charged last.
 */
export function limitRequests(app: FastifyInstance, limits: RateLimits): void {
  app.decorateRequest('budgetLeft', null);
  app.addHook('onRequest', (request, _reply, done) => {
    const isLimited = pathOf(request.url) === '/graphql' || runsOperation(request);
    if (!isLimited || request.method === 'OPTIONS') {
      done();
      return;
    }
    const subject = addressSubject(addressOf(request));
    if (request.headers.authorization !== undefined || presentsCookie(request)) {
      limits.add(subject, REQUEST_COST);
      done();
      return;
    }
    try {
      request.budgetLeft = limits.charge(subject, REQUEST_COST);
      done();
    } catch (error) {
      request.budgetLeft = limits.add(subject, 0);
      done(error as Error);
    }
  });
  app.addHook('onSend', (request, reply, _payload, done) => {
    const budget = request.operation?.budgetLeft ?? request.budgetLeft;
    if (budget) reply.headers(rateLimitHeaders(budget));
    done();
  });
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
