import { setTimeout as delay } from 'node:timers/promises';
import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { Answer } from './test-server';

/** A subscription as its client sees it. */
export interface TestSubscription {
  /** The results so far. */
  readonly answers: Answer[];
  /** Set when the subscription has ended, with or without errors. */
  readonly end: { errors?: Answer['errors']; code?: number } | null;
  stop(): void;
}

export interface ConnectOptions {
  readonly params?: Record<string, unknown>;
  /** Headers of the handshake. */
  readonly headers?: Record<string, string>;
}

/** A client like those of front ends, without retries. */
export function connect(address: string, { params = {}, headers = {} }: ConnectOptions = {}): Client {
  class HandshakingSocket extends WebSocket {
    constructor(url: string, protocol: string) {
      super(url, protocol, { headers });
    }
  }
  return createClient({
    url: `${address.replace(/^http/, 'ws')}/graphql`,
    webSocketImpl: HandshakingSocket,
    connectionParams: params,
    retryAttempts: 0,
  });
}

/** Subscribes a client. */
export function subscribe(
  client: Client,
  query: string,
  variables: Record<string, unknown> = {},
  operationName?: string,
): TestSubscription {
  const subscription: { -readonly [K in keyof TestSubscription]: TestSubscription[K] } = {
    answers: [],
    end: null,
    stop: client.subscribe<Answer['data']>(
      { query, variables, operationName },
      {
        next: (answer) => subscription.answers.push(answer as Answer),
        error: (error) => {
          const isClosed = typeof error === 'object' && error !== null && 'code' in error;
          subscription.end = isClosed ? { code: error.code as number } : { errors: error as Answer['errors'] };
        },
        complete: () => {
          subscription.end ??= {};
        },
      },
    ),
  };
  return subscription;
}

/**
 * Subscribes a client, and waits until the subscription has started. Nothing reports this, but it has started when another
 * operation on the same connection is answered.
 */
export async function subscribed(
  client: Client,
  query: string,
  variables?: Record<string, unknown>,
): Promise<TestSubscription> {
  const subscription = subscribe(client, query, variables);
  const after = subscribe(client, 'subscription { nothing }');
  await until(() => after.end !== null);
  await delay(100);
  return subscription;
}

/** Waits until the condition holds. */
export async function until(condition: () => boolean, withinMs = 60_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`The condition did not hold within ${withinMs} ms`);
    await delay(5);
  }
}
