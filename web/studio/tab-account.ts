/** Where the browser keeps the account that a tab has signed in with last. All tabs share its session. */
const STORED_ACCOUNT = 'entente.studio.account';

/** The account that this tab is used with, until it loads the studio anew. */
let own: string | null = null;

/** Says to all tabs which account the session of the browser is of. */
export function shareAccount(id: string): void {
  try {
    localStorage.setItem(STORED_ACCOUNT, id);
  } catch {
    // Without room for it, other tabs learn of the account from the server only.
    localStorage.removeItem(STORED_ACCOUNT);
  }
}

/**
 * Takes the account that the server has named.
 *
 * @returns false if the tab is used with another one, and therefore loads the studio anew
 */
export function takeAccount(id: string): boolean {
  if (own !== id) shareAccount(id);
  own ??= id;
  if (own === id) return !leaveIfOther();
  location.assign('/studio');
  return false;
}

/** Takes note of an account that another tab has signed in with. */
export function followAccount({ key }: StorageEvent): void {
  if (key === STORED_ACCOUNT) leaveIfOther();
}

/**
 * Loads the studio anew if the session is of another account than this tab. What was typed here is kept for its own account, is not
 * shown to the other one, and is not sent in its session.
 *
 * @returns true if so
 */
export function leaveIfOther(): boolean {
  const shared = localStorage.getItem(STORED_ACCOUNT);
  const isOther = own !== null && shared !== null && shared !== own;
  if (isOther) location.assign('/studio');
  return isOther;
}
