import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type App, createApp } from '../../src/app';
import { type Config, loadConfig } from '../../src/config';
import { createLogger } from '../../src/http/requests/logger';
import type { DemonstrationPassword } from '../../src/seeds/load-demonstration';
import { copyDemonstration, usesDemonstration } from './demonstration';
import { createMigratedDatabase } from './test-database';
import { type TestViewer, tokenOf } from './viewers';

export interface Answer {
  data?: Record<string, any> | null;
  errors?: {
    message: string;
    path?: (string | number)[];
    extensions: { code: string; field?: string; limit?: string };
  }[];
}

export interface TestServer {
  readonly app: App;
  /** The passwords of the demonstration. */
  readonly demonstrationPasswords: readonly DemonstrationPassword[];
  /** For example `http://127.0.0.1:40123`. */
  readonly address: string;
  /** In the format of DATABASE_URL. */
  readonly databaseUrl: string;
  /** The directory of its files. */
  readonly directory: string;
  /** Sends an operation like a client, as this viewer (default: anonymous). */
  query(document: string, variables?: Record<string, unknown>, viewer?: Asker): Promise<Answer>;
  /** Sends an operation that must succeed. Returns its data. */
  data(document: string, variables?: Record<string, unknown>, viewer?: Asker): Promise<Record<string, any>>;
  /** The token that the operations of this viewer use. */
  tokenOf(viewer: TestViewer): Promise<string>;
  /** Advances the server's clock. */
  pass(milliseconds: number): void;
  /** The log so far, one object for each line. */
  readonly log: readonly LogLine[];
  /** The read statements that run during `work`, which finds no cached answers. */
  statementsOf(work: () => Promise<unknown>): Promise<string[]>;
  close(): Promise<void>;
}

/** A line of the log. Errors have level 50, warnings 40, and requests 30. */
export type LogLine = Record<string, unknown> & { readonly level: number; readonly msg: string };

/** The sender of an operation: a viewer for whom the tests have a token, or anyone with these headers. */
export type Asker = TestViewer | { readonly headers: Readonly<Record<string, string>> };

/**
 * Starts the complete server with its own database, by default with the demonstration programme. It listens on a free
 * port of loopback.
 */
export async function startTestServer(env: NodeJS.ProcessEnv = {}): Promise<TestServer> {
  const directory = await mkdtemp(path.join(tmpdir(), 'entente-files-'));
  const { database, passwords } = usesDemonstration(env)
    ? await copyDemonstration(directory, loadDemonstration)
    : { database: await createMigratedDatabase(), passwords: null };
  const config = configFor(database.url, directory, env);
  let passed = 0;
  const clock = (): Date => new Date(Date.now() + passed);
  const log: LogLine[] = [];
  const logger = createLogger(process.env.TEST_LOG ?? 'info', {
    write: (line) => {
      log.push(JSON.parse(line) as LogLine);
      if (process.env.TEST_LOG !== undefined) process.stderr.write(line);
    },
  });
  const announced: DemonstrationPassword[] = [];
  const app = await createApp({ config, logger, clock, announce: async (given) => void announced.push(...given) });
  const address = await app.listen();
  // Its statements must not be counted as those of an operation.
  await app.firstRound;
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
    demonstrationPasswords: passwords ?? announced,
    address,
    databaseUrl: database.url,
    directory,
    tokenOf: tokenFor,
    pass: (milliseconds) => {
      passed += milliseconds;
    },
    log,
    query,
    data: async (document, variables, viewer) => {
      const { data, errors } = await query(document, variables, viewer);
      if (errors !== undefined || data == null) throw new Error(`The operation failed: ${JSON.stringify(errors)}`);
      return data;
    },
    statementsOf: async (work) => {
      app.answers?.clear();
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

function configFor(databaseUrl: string, directory: string, env: NodeJS.ProcessEnv): Config {
  return loadConfig({
    DATABASE_URL: databaseUrl,
    FILES_DIR: path.join(directory, 'files'),
    MAIL_DIR: path.join(directory, 'mail'),
    DOCUMENT_KEY_FILE: path.join(directory, 'document.key'),
    BCRYPT_COST: '4',
    LOG_LEVEL: 'silent',
    PORT: '0',
    // Loading its bundle takes time that only the tests of the site need.
    SITE: 'off',
    ...env,
  });
}

async function loadDemonstration(databaseUrl: string, directory: string): Promise<DemonstrationPassword[]> {
  const announced: DemonstrationPassword[] = [];
  const config = configFor(databaseUrl, directory, {});
  const app = await createApp({ config, announce: async (given) => void announced.push(...given) });
  await app.close();
  return announced;
}
