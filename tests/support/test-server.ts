import { pino } from 'pino';
import { createApp, type App } from '../../src/app';
import { loadConfig } from '../../src/config';
import { anonymous, type Viewer } from '../../src/domain/access/viewer';
import { createTestDatabase } from './test-database';

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
  /** Sends an operation as a client does, as this viewer (nobody when absent). */
  query(document: string, variables?: Record<string, unknown>, viewer?: Viewer): Promise<Answer>;
  /** The data of an operation that must go without an error. */
  data(document: string, variables?: Record<string, unknown>, viewer?: Viewer): Promise<Record<string, any>>;
  /** The statements that the reading face runs while `work` goes on. */
  statementsOf(work: () => Promise<unknown>): Promise<string[]>;
  close(): Promise<void>;
}

const viewerHeader = 'x-test-viewer';

/**
 * The whole server on a database of its own, with the demonstration programme unless `env` says otherwise.
 * It really listens, on a free port of loopback.
 */
export async function startTestServer(env: NodeJS.ProcessEnv = {}): Promise<TestServer> {
  const database = await createTestDatabase();
  const config = loadConfig({ DATABASE_URL: database.url, LOG_LEVEL: 'silent', PORT: '0', ...env });
  const app = await createApp({
    config,
    logger: pino({ level: process.env.TEST_LOG ?? 'silent' }, pino.destination(2)),
    identify: (headers) => {
      const viewer = headers[viewerHeader];
      return typeof viewer === 'string' ? (JSON.parse(viewer) as Viewer) : anonymous;
    },
  });
  const address = await app.listen();
  const query: TestServer['query'] = async (document, variables, viewer) => {
    const response = await fetch(`${address}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json',
        ...(viewer && { [viewerHeader]: JSON.stringify(viewer) }),
      },
      body: JSON.stringify({ query: document, variables }),
    });
    return (await response.json()) as Answer;
  };
  return {
    app,
    address,
    databaseUrl: database.url,
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
    },
  };
}
