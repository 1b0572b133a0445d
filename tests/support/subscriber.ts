import { setTimeout as delay } from 'node:timers/promises';
import { createClient, type Client } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { Answer } from './test-server';

/** A subscription as its client sees it. */
export interface TestSubscription {
  /** What has come so far. */
  readonly answers: Answer[];
  /** Set once it has ended: with these errors, or with none. */
  readonly end: { errors?: Answer['errors']; code?: number } | null;
  stop(): void;
}

export interface ConnectOptions {
  readonly params?: Record<string, unknown>;
  /** Of the handshake. */
  readonly headers?: Record<string, string>;
}

/** A client as front-ends have it, which does not try again. */
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

/** Has a client subscribe. */
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

/** Waits until something is so. */
export async function until(isSo: () => boolean, withinMs = 5_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error(`It was not so within ${withinMs} ms`);
    await delay(5);
  }
}
