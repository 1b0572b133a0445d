import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import type { FastifyRequest } from 'fastify';
import type { GraphQLFormattedError, GraphQLSchema } from 'graphql';
import type { Config } from '../../src/config';
import type { RunningOperation } from '../../src/core/access/running-operations';
import { Admission, limitsOfMachine } from '../../src/graphql/admission/admission';
import { admissionPlugin } from '../../src/graphql/admission/admission.plugin';
import { createApolloServer } from '../../src/graphql/apollo-server';
import { DocumentStore } from '../../src/graphql/documents/document-store';
import { createHttpApp } from '../../src/http/http-app';
import { createLogger } from '../../src/http/requests/logger';
import { toySchema } from './toy-schema';

export interface ToyServerOptions extends Partial<
  Pick<Config, 'corsOrigins' | 'corsRequestHeaders' | 'explorers' | 'introspection' | 'trustedProxies'>
> {
  schema?: GraphQLSchema;
  createContext?: (request: FastifyRequest) => Promise<{ requestId: string }>;
  begin?: () => RunningOperation;
  isReady?: () => Promise<boolean>;
  admission?: Admission;
}

export interface ToyServer {
  origin: string;
  port: number;
  http: Server;
  /** All log lines so far. */
  log: string[];
  close(): Promise<void>;
}

/** The real HTTP layer and Apollo Server with the toy schema, listening on a free port. */
export async function startToyServer(options: ToyServerOptions = {}): Promise<ToyServer> {
  const log: string[] = [];
  const logger = createLogger('info', { write: (line) => void log.push(line) });
  const explorers = options.explorers ?? new Set();
  const admission = options.admission ?? new Admission(limitsOfMachine(10));
  const apollo = createApolloServer<{ requestId: string }>({
    schema: options.schema ?? toySchema,
    documentStore: new DocumentStore(),
    logger,
    introspection: options.introspection ?? true,
    sandbox: explorers.has('sandbox'),
    plugins: [
      admissionPlugin(
        admission,
        () => ({ cost: 1, fields: 1 }),
        () => false,
      ),
    ],
  });
  await apollo.start();
  const app = await createHttpApp({
    apollo,
    logger,
    admission,
    metrics: null,
    tracing: null,
    rateLimits: null,
    hasOwnBudget: async () => false,
    createContext: options.createContext ?? (async ({ id }) => ({ requestId: id })),
    cache: null,
    begin: options.begin ?? (() => ({ cancel: () => undefined, end: () => undefined })),
    documents: null,
    refusals: null,
    isReady: options.isReady ?? (async () => true),
    config: {
      corsOrigins: options.corsOrigins ?? [],
      corsRequestHeaders: options.corsRequestHeaders ?? [],
      trustedProxies: options.trustedProxies ?? [],
      explorers,
    },
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    port,
    http: app.server,
    log,
    async close() {
      await app.close();
      await apollo.stop();
    },
  };
}

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  json: { data?: unknown; errors?: GraphQLFormattedError[] };
  /** `extensions.code` of each error. */
  codes: unknown[];
}

/** Sends one request. The body of the response must be JSON when there is one. */
export async function send(server: ToyServer, path: string, init: RequestInit = {}): Promise<Answer> {
  return readAnswer(await fetch(server.origin + path, init));
}

async function readAnswer(response: Response): Promise<Answer> {
  const text = await response.text();
  const json = text === '' ? {} : (JSON.parse(text) as Answer['json']);
  return {
    status: response.status,
    headers: response.headers,
    text,
    json,
    codes: (json.errors ?? []).map(({ extensions }) => extensions?.code),
  };
}

/** POSTs a GraphQL request as JSON. */
export function post(server: ToyServer, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  return send(server, '/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

/** Writes raw bytes, and reads the response until the server closes the connection. */
export async function sendRaw(server: ToyServer, bytes: string | Buffer): Promise<Answer> {
  const socket = connect(server.port, '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  // The server may close the connection during the write.
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(bytes);
  await once(socket, 'close');
  const [head = '', ...rest] = Buffer.concat(chunks).toString('utf8').split('\r\n\r\n');
  const [statusLine = '', ...headerLines] = head.split('\r\n');
  const headers = headerLines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  });
  return readAnswer(new Response(rest.join('\r\n\r\n'), { status: Number(statusLine.split(' ')[1]), headers }));
}

export const GRAPHQL_JSON = { accept: 'application/graphql-response+json' };
export const PLAIN_JSON = { accept: 'application/json' };
