import type { RequestContext } from '../../core/access/request-context';
import { type RateLimits, subjectOf } from '../../modules/identity/rate-limit/rate-limits';
import type { DocumentStore } from './document-store';

/** Refuses documents before they are parsed. */
export interface DocumentRefusals<TContext> {
  /**
   * @param query the document, or whatever else a client has sent as such
   * @throws TooManyRequestsError
   */
  assertCanSend(context: TContext, query: unknown): Promise<void>;
}

/** Refuses documents of clients that have sent many which were rejected. Documents that the server keeps are no work to check. */
export class RejectedDocuments implements DocumentRefusals<Pick<RequestContext, 'viewer' | 'address'>> {
  constructor(
    private readonly limits: RateLimits,
    private readonly store: DocumentStore,
  ) {}

  async assertCanSend({ viewer, address }: Pick<RequestContext, 'viewer' | 'address'>, query: unknown): Promise<void> {
    const subject = subjectOf(viewer, address);
    if (this.limits.canCheckDocuments(subject)) return;
    if (typeof query !== 'string' || (await this.store.knows(query))) return;
    throw this.limits.refuseDocument(subject);
  }
}
