/*
 * The identifiers of the demonstration. They are fictional: registers of organisations begin with a country or XI and XM, and no
 * country has the code XX. Only the fictional publisher reports what has them, so that a real one never publishes the
 * demonstration as its own.
 */

/** The identifier of the organisation that reports the demonstration. */
const DEMONSTRATION_PUBLISHER = 'XX-ENTENTE-DEMO';

/** The beginning of the identifiers of activities of the demonstration. */
export const DEMONSTRATION_PREFIX = `${DEMONSTRATION_PUBLISHER}-`;

/** True if a publisher does not report activities whose identifiers have the prefix. */
export function leavesOutDemonstration({ identifier }: { readonly identifier: string }): boolean {
  return identifier !== DEMONSTRATION_PUBLISHER;
}

/** True if a publisher does not report the activity with this identifier, which is one of the demonstration. */
export function isLeftOut(identifier: string, publisher: { readonly identifier: string }): boolean {
  return identifier.startsWith(DEMONSTRATION_PREFIX) && leavesOutDemonstration(publisher);
}
