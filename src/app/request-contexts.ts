import type { FastifyRequest } from 'fastify';
import type { Config } from '../config';
import { endedSessionError } from '../core/access/browser-session';
import { createRequestContext, type RequestContext, type RequestFacts } from '../core/access/request-context';
import { anonymous, type Viewer } from '../core/access/viewer';
import type { Languages } from '../core/languages/languages';
import type { Clock } from '../core/time';
import type { Database } from '../database/database';
import type { StatementListener } from '../database/reading/read-database';
import { DomainError, OverloadedError, UnauthenticatedError } from '../errors';
import { lengthCostOf } from '../http/requests/rate-limit';
import { factsOf } from '../http/requests/request-facts';
import { BrowserCookie } from '../http/requests/session-cookie';
import type { DocumentsModule } from '../modules/documents/documents.module';
import { assertIsAccount } from '../modules/identity/credentials';
import type { IdentityModule } from '../modules/identity/identity.module';
import { subjectOf } from '../modules/identity/rate-limit/rate-limits';

interface RequestContextsOptions {
  readonly database: Database;
  readonly identity: Pick<IdentityModule, 'credentials' | 'rateLimits'>;
  readonly documents: Pick<DocumentsModule, 'grants'>;
  readonly languages: Languages;
  readonly clock: Clock;
  readonly config: Config;
}

/** Creates the contexts of requests: who asks, for what, and at which instant. */
export class RequestContexts {
  constructor(private readonly options: RequestContextsOptions) {}

  readonly factsOf = (request: FastifyRequest): RequestFacts =>
    factsOf(request, this.options.config, this.options.languages, this.options.clock);

  /**
   * The context of an operation. The viewer follows from the credentials and grants in the headers. If the session of a
   * cookie has ended, the viewer is anonymous, and `hasEndedSession` is true.
   *
   * @param onStatement called with each statement of the operation
   * @throws DomainError when other credentials are invalid, the request is for another account, or the budget is used up
   */
  readonly create = async (request: FastifyRequest, onStatement?: StatementListener): Promise<RequestContext> => {
    const context = await this.createUnlimited(request, onStatement);
    this.assertBudget(context);
    return context;
  };

  private async createUnlimited(request: FastifyRequest, onStatement?: StatementListener): Promise<RequestContext> {
    const { database, documents } = this.options;
    const facts = this.factsOf(request);
    // The cost of the operation derives from them.
    await database.sizes.refreshIfOld();
    const cookie = BrowserCookie.of(request, facts.origin);
    const found = await this.identify(request, cookie, facts.now);
    const viewer = found ?? anonymous;
    const grants = await documents.grants.present(request.headers['entente-grants'], viewer, facts.now);
    const read = onStatement === undefined ? database.read : database.read.observedBy(onStatement);
    const context = createRequestContext(
      facts,
      read,
      { ...viewer, grants },
      {
        sessionCookie: cookie,
        hasEndedSession: found === null,
      },
    );
    request.operation = context.operation;
    // The budget of the address does not limit a request with a credential, so its length is charged with its operation.
    if (viewer.credential !== null) context.operation.checkCost = lengthCostOf(request);
    return trace(context, request);
  }

  /**
   * The context of a request that only a viewer may make. It does not check the budget, so that an export that has begun does not end
   * when other requests use the budget up.
   *
   * @throws DomainError when credentials are invalid, the session of the cookie has ended, or the request is for another account
   */
  readonly createForViewer = async (request: FastifyRequest): Promise<RequestContext> => {
    const context = await this.createUnlimited(request);
    if (context.hasEndedSession) throw endedSessionError();
    return context;
  };

  /** True if the request has a valid credential, and with it a budget of its own, and is for no other account. */
  readonly hasOwnBudget = async (request: FastifyRequest): Promise<boolean> => {
    const { origin, now } = this.factsOf(request);
    try {
      const viewer = await this.identify(request, BrowserCookie.of(request, origin), now);
      return viewer !== null && viewer.credential !== null;
    } catch (error) {
      if (error instanceof DomainError && !(error instanceof OverloadedError)) return false;
      throw error;
    }
  };

  /** Returns null if the session of the cookie has ended. */
  private async identify(
    { headers }: FastifyRequest,
    cookie: BrowserCookie | null,
    now: string,
  ): Promise<Viewer | null> {
    const { credentials } = this.options.identity;
    const account = headers['entente-account'];
    const token = cookie?.token ?? null;
    if (token === null) return credentials.identify(headers.authorization, account, now);
    try {
      return await credentials.identify(`Bearer ${token}`, account, now);
    } catch (error) {
      if (!(error instanceof UnauthenticatedError)) throw error;
      assertIsAccount(anonymous, account);
      return null;
    }
  }

  /**
   * Call it before the document is parsed, which costs time as well.
   *
   * @throws TooManyRequestsError if the viewer, or the address of an anonymous one, has used up its budget
   */
  assertBudget({ viewer, address }: RequestContext): void {
    this.options.identity.rateLimits?.assertNotExceeded(subjectOf(viewer, address));
  }

  /** The context of a request for the anonymous viewer, whatever credentials it has. */
  readonly createAnonymous = (facts: RequestFacts, request: FastifyRequest): RequestContext =>
    trace(createRequestContext(facts, this.options.database.read, anonymous), request);
}

/** Makes the spans of the operation and its statements parts of the trace of the request, if that is traced. */
function trace(context: RequestContext, request: FastifyRequest): RequestContext {
  if (request.trace !== null) {
    context.operation.trace = request.trace;
    context.reading.onStatement = request.trace.statement;
  }
  return context;
}
