import { UnauthenticatedError } from '../../errors';

/** How a request refers to the session of a browser. */
export interface BrowserSession {
  /** The cookie with the session; null unless the request asks to act in that session. */
  readonly sessionCookie: SessionCookie | null;
  /** True if the session of the cookie has ended. The viewer is then anonymous, and may only get another session. */
  readonly hasEndedSession: boolean;
}

/** What an operation may do to the cookie with the session of a browser. Responses carry the changes. */
export interface SessionCookie {
  /** @param lifetimeMs how long the session lasts at most, in milliseconds */
  set(token: string, lifetimeMs: number): void;
  delete(): void;
}

export const noBrowserSession: BrowserSession = { sessionCookie: null, hasEndedSession: false };

export function endedSessionError(): UnauthenticatedError {
  return new UnauthenticatedError('The session of the cookie has ended: sign in again');
}
