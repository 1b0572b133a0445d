/**
 * Options of connections to PostgreSQL. A connection on which nothing is sent notices within 20 seconds that the machine or the network
 * is lost. With `keepAlive` alone, the operating system sends the first probe after two hours.
 */
export const KEEP_ALIVE = { keepAlive: true, keepAliveInitialDelayMillis: 10_000 } as const;
