/**
 * Options of connections to PostgreSQL by which the loss of its machine, or of the network, is noticed within 20 seconds while nothing is sent. With
 * `keepAlive` alone, the operating system sends the first probe after two hours.
 */
export const KEEP_ALIVE = { keepAlive: true, keepAliveInitialDelayMillis: 10_000 } as const;
