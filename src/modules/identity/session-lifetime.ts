import { dayMs, hourMs } from '../../core/time';

/** A session that is not used for so long ends. */
export const sessionIdleMs = 12 * hourMs;

/** A session ends after so long, however much it is used. */
export const sessionLifetimeMs = 14 * dayMs;
