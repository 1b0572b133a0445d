import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { createApp, type App } from '../../src/app';
import { loadConfig } from '../../src/config';
import { createTestDatabase } from './test-database';
import { tokenOf, type TestViewer } from './viewers';

export interface Answer {
  data?: Record<string, any> | null;
  errors?: { message: string; path?: (string | number)[]; extensions: { code: string; field?: string } }[];
}

export interface TestServer {
  readonly app: App;
  /** For example `http://127.0.0.1:40123`. */
  readonly address: string;
  /** As DATABASE_URL takes it. */
  readonly databaseUrl: string;
  /** Where its files are. */
  readonly directory: string;
  /** Sends an operation as a client does, as this viewer (nobody when absent). */
  query(document: string, variables?: Record<string, unknown>, viewer?: Asker): Promise<Answer>;
  /** The data of an operation that must go without an error. */
  data(document: string, variables?: Record<string, unknown>, viewer?: Asker): Promise<Record<string, any>>;
  /** The token that operations as this viewer are sent with. */
  tokenOf(viewer: TestViewer): Promise<string>;
  /** Moves the server's clock on. */
  pass(milliseconds: number): void;
  /** The statements that the reading face runs while `work` goes on. */
  statementsOf(work: () => Promise<unknown>): Promise<string[]>;
  close(): Promise<void>;
}

/** Who asks: nobody, somebody for whom the tests have a token, or whoever has these headers. */
export type Asker = TestViewer | { readonly headers: Readonly<Record<string, string>> };

/**
 * The whole server on a database of its own, with the demonstration programme unless `env` says otherwise.
 * It really listens, on a free port of loopback.
 */
export async function startTestServer(env: NodeJS.ProcessEnv = {}): Promise<TestServer> {
  const database = await createTestDatabase();
  const directory = await mkdtemp(path.join(tmpdir(), 'entente-files-'));
  const config = loadConfig({
    DATABASE_URL: database.url,
    FILES_DIR: path.join(directory, 'files'),
    DOCUMENT_KEY_FILE: path.join(directory, 'document.key'),
    BCRYPT_COST: '4',
    LOG_LEVEL: 'silent',
    PORT: '0',
    ...env,
  });
  let passed = 0;
  const clock = (): Date => new Date(Date.now() + passed);
  const app = await createApp({
    config,
    logger: pino({ level: process.env.TEST_LOG ?? 'silent' }, pino.destination(2)),
    clock,
  });
  const address = await app.listen();
  const tokens = new Map<string, Promise<string>>();
  const tokenFor = (viewer: TestViewer): Promise<string> => {
    const key = JSON.stringify(viewer);
    const token = tokens.get(key) ?? tokenOf(app.database, viewer, clock());
    tokens.set(key, token);
    return token;
  };
  const headersOf = async (asker: Asker | undefined): Promise<Record<string, string>> => {
    if (asker === undefined) return {};
    return 'headers' in asker ? asker.headers : { authorization: `Bearer ${await tokenFor(asker)}` };
  };
  const query: TestServer['query'] = async (document, variables, viewer) => {
    const response = await fetch(`${address}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json',
        ...(await headersOf(viewer)),
      },
      body: JSON.stringify({ query: document, variables }),
    });
    return (await response.json()) as Answer;
  };
  return {
    app,
    address,
    databaseUrl: database.url,
    directory,
    tokenOf: tokenFor,
    pass: (milliseconds) => {
      passed += milliseconds;
    },
    query,
    data: async (document, variables, viewer) => {
      const { data, errors } = await query(document, variables, viewer);
      if (errors !== undefined || data == null) throw new Error(`The operation failed: ${JSON.stringify(errors)}`);
      return data;
    },
    statementsOf: async (work) => {
      const statements: string[] = [];
      const stop = app.database.read.onStatement((text) => statements.push(text));
      try {
        await work();
      } finally {
        stop();
      }
      return statements;
    },
    close: async () => {
      await app.close();
      await database.drop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
