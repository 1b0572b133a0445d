import type { ChannelOptions } from 'birpc';
import type { Refusal, SiteOptions } from './site';

/*
 * How the server and the thread of the site talk: each calls functions of the other by messages. What they send in terms of the Fetch
 * standard are these objects, because a Request or a Response cannot be cloned.
 */

export interface RequestMessage {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array<ArrayBuffer> | null;
}

export interface ResponseMessage {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** A visitor's request for a page. */
export interface VisitMessage {
  /** Identifies the visit in the calls of both threads. */
  readonly id: number;
  /** Visits of one group take turns with those of the others. */
  readonly group: string;
  /** The instant of the request (RFC 3339). */
  readonly now: string;
  /** See `PageVisit`. */
  readonly refusal: Refusal | null;
  readonly request: RequestMessage;
}

/** What the server needs to know about the site. */
export interface SiteDescription {
  /** The paths of all pages, in the syntax of Fastify's routes. */
  readonly paths: readonly string[];
  /** The texts of all operations that pages send. */
  readonly documents: readonly string[];
}

/** What the server calls in the thread. */
export interface ThreadFunctions {
  /** Creates the site. The first call. It fails if what the operator adds is not valid. */
  create: (options: SiteOptions) => Promise<SiteDescription>;
  writePage: (visit: VisitMessage) => Promise<ResponseMessage>;
  /** Says that a visitor has left. The page is not written if that has not begun. */
  abandonPage: (visitId: number) => void;
  /** Does nothing. A thread that computes without an end does not respond. */
  ping: () => void;
}

/** What the thread calls in the server. */
export interface ServerFunctions {
  /** Sends an operation of a page to the API, with the rights of the visitor. */
  sendOperation: (visitId: number, operation: OperationMessage) => Promise<OperationResponse>;
}

/** The body is JSON. */
export interface OperationMessage {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The client of the API reads no headers. */
export type OperationResponse = Omit<ResponseMessage, 'headers'>;

/** The part of a port, and of a thread as its creator sees it, that calls need. */
interface Port {
  postMessage(message: unknown, transferred: ArrayBuffer[]): void;
  on(event: 'message', listener: (message: unknown) => void): unknown;
}

/** What birpc calls an answer. Its result is undefined if the function returns nothing. */
interface AnswerMessage {
  readonly r?: Partial<ResponseMessage> | undefined;
}

/** Carries calls through a port. Bodies of responses are moved to the other thread, not copied. Calls may take as long as they need. */
export function channelThrough(port: Port): ChannelOptions & { readonly timeout: number } {
  return {
    post: (message: AnswerMessage) => {
      port.postMessage(message, message.r?.body === undefined ? [] : [message.r.body.buffer]);
    },
    on: (listener) => {
      port.on('message', listener);
    },
    timeout: -1,
  };
}
