import { Agent, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { send } from '../load';

/** What is attacked. */
export interface Target {
  /** Its address, such as `http://127.0.0.1:40123`. */
  readonly origin: string;
  readonly slugs: readonly string[];
  /** An API key with the role EDITOR. */
  readonly token: string;
}

interface Answer {
  readonly data?: Record<string, any> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
}

export interface Sent {
  /** The codes of its errors, or its HTTP status, and the size of the response. */
  readonly outcome: string;
  readonly answer: Answer;
}

/** Codes of operations that are too large. */
const REFUSALS = ['QUERY_TOO_COMPLEX', 'GRAPHQL_PARSE_FAILED'];

let clients = 0;

/** Sends requests from an address that no other client has, so that it has a budget of its own. */
export class AttackClient {
  private readonly localAddress = `127.1.${(clients += 1) >> 8}.${clients & 255}`;
  private readonly agent = new Agent({ keepAlive: true, localAddress: this.localAddress });

  constructor(readonly target: Target) {}

  async ask(query: string, variables: object = {}, headers: Record<string, string> = {}): Promise<Sent> {
    const all = { ...headers, 'content-type': 'application/json', accept: 'application/json', 'entente-grants': '' };
    const body = JSON.stringify({ query, variables });
    const url = `${this.target.origin}/graphql`;
    const { status, text } = await send({ url, agent: this.agent }, { method: 'POST', headers: all }, body);
    const answer: Answer = text.startsWith('{') ? (JSON.parse(text) as Answer) : {};
    const codes = [...new Set(answer.errors?.map(({ extensions }) => extensions.code))];
    return { outcome: codes.length > 0 ? codes.join(', ') : `${status}, ${sizeOf(text.length)}`, answer };
  }

  /** @throws Error when the server refuses it */
  async edit(mutation: string, input: object): Promise<any> {
    const authorization = `Bearer ${this.target.token}`;
    const { answer } = await this.ask(mutation, { input }, { authorization });
    if (answer.errors !== undefined) throw new Error(JSON.stringify(answer.errors));
    return answer.data;
  }

  async get(path: string): Promise<string> {
    const { status, text } = await send({ url: this.target.origin + path, agent: this.agent }, {});
    return `${status}, ${sizeOf(text.length)}`;
  }

  /** Sends an operation, and does not read its response for some time. Returns what has become of it. */
  askUnread(query: string, forMs: number): Promise<'ended' | 'complete' | 'refused'> {
    return new Promise((resolve) => {
      const sent = request(`${this.target.origin}/graphql`, {
        method: 'POST',
        agent: false,
        localAddress: this.localAddress,
        headers: { 'content-type': 'application/json', accept: 'application/json', 'entente-grants': '' },
      });
      // Without a listener for its data, a response is not read. Until it is, nothing tells that the server has ended it.
      sent.on('response', (response) => {
        const isRefused = response.statusCode !== 200;
        setTimeout(() => response.resume(), isRefused ? 0 : forMs);
        response.on('error', () => undefined);
        response.on('close', () => {
          resolve(isRefused ? 'refused' : response.complete ? 'complete' : 'ended');
        });
      });
      sent.on('error', () => {
        resolve('ended');
      });
      sent.end(JSON.stringify({ query }));
    });
  }

  /** Sends an operation, and closes the connection after some milliseconds. */
  async leave(query: string, afterMs: number): Promise<void> {
    const leaving = AbortSignal.timeout(afterMs);
    const headers = { 'content-type': 'application/json', accept: 'application/json', 'entente-grants': '' };
    const options = { method: 'POST', agent: false, localAddress: this.localAddress, headers, signal: leaving };
    const url = `${this.target.origin}/graphql`;
    await send({ url, agent: this.agent }, options, JSON.stringify({ query })).catch(() => undefined);
  }

  /** Opens a connection to the server. */
  connect(): Socket {
    const { hostname, port } = new URL(this.target.origin);
    return connect({ host: hostname, port: Number(port), localAddress: this.localAddress });
  }

  /**
   * The largest number, up to 100, for which the server runs the operation that `queryOf` returns.
   *
   * @throws Error when it does not run one
   */
  async mostAdmitted(queryOf: (count: number) => string): Promise<number> {
    let [admitted, refused] = [0, 101];
    while (refused - admitted > 1) {
      const count = Math.floor((admitted + refused) / 2);
      // From another address: the documents of an address whose rejected ones have cost much are refused.
      const { answer } = await new AttackClient(this.target).ask(queryOf(count));
      // An operation that runs may also have such an error: for the fields beyond those whose errors are listed.
      const hasRun = 'data' in answer;
      const isRefused = answer.errors?.some(({ extensions }) => REFUSALS.includes(extensions.code)) ?? false;
      if (isRefused && !hasRun) refused = count;
      else admitted = count;
    }
    if (admitted === 0) throw new Error(`The server refuses ${queryOf(1)}`);
    return admitted;
  }
}

function sizeOf(bytes: number): string {
  return `${(bytes / 1000).toFixed(bytes < 10_000 ? 1 : 0)} kB`;
}
