import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { generateX25519Identity } from 'age-encryption';
import { compare } from 'bcrypt';
import { Database } from '../src/database/database';
import { parseDatabaseUrl } from '../src/database/database-url';
import { sql } from '../src/database/sql/sql';
import { entities } from '../src/modules/entities';
import { until } from './support/contents';
import { damageRootPage } from './support/damage';
import { make } from './support/factories';
import { MailReceiver } from './support/mail-receiver';
import { onSqlite } from './support/on-sqlite';
import {
  type EndedProcess,
  killProcesses,
  startDatabaseScript,
  startServer,
  type TestProcess,
} from './support/processes';
import { createMigratedDatabase, createTestDatabase, type TestDatabase } from './support/test-database';

let storage: TestDatabase;
let directory: string;
let taken: Server | undefined;

beforeEach(async () => {
  storage = await createMigratedDatabase();
  directory = await mkdtemp(path.join(tmpdir(), 'entente-startup-'));
});

afterEach(async () => {
  await killProcesses();
  await freePort();
  await storage.drop();
  await rm(directory, { recursive: true, force: true });
});

async function useEmptyDatabase(): Promise<void> {
  await storage.drop();
  storage = await createTestDatabase();
}

/** Returns a port that is taken until the test ends. */
async function takePort(): Promise<number> {
  taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  return (taken.address() as AddressInfo).port;
}

async function freePort(): Promise<void> {
  if (taken?.listening) await once(taken.close(), 'close');
}

interface RunningServer extends TestProcess {
  /** The server's origin: `http://localhost:4000`. */
  readonly origin: string;
}

async function start(env: NodeJS.ProcessEnv = {}): Promise<RunningServer> {
  const server = startServer({ cwd: directory, env: { DATABASE_URL: storage.url, ...env } });
  await server.prints(/Health .*\n/);
  return { ...server, origin: (await server.prints(/GraphQL +(http:\S+)\/graphql/))[1]! };
}

async function stop({ child, ended }: TestProcess): Promise<EndedProcess> {
  child.kill('SIGTERM');
  const end = await ended;
  expect(end).toMatchObject({ code: 0, signal: null, errors: '' });
  return end;
}

async function query(origin: string, document: string): Promise<unknown> {
  const response = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
    body: JSON.stringify({ query: document }),
  });
  return response.json();
}

async function withDatabase<T>(work: (database: Database) => Promise<T>): Promise<T> {
  const database = await Database.open(parseDatabaseUrl(storage.url)!, entities);
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

/** The passwords that a start without a terminal has written, which its output names. */
async function passwordsOf(output: string): Promise<Map<string, string>> {
  const file = /Its passwords are in (.*)\n/.exec(output)![1]!;
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const text = await readFile(file, 'utf8');
  return new Map(
    [...text.matchAll(/^(\w+@entente\.example) +(\S+)$/gm)].map(([, email, password]) => [email!, password!]),
  );
}

/**
 * Starts a server that must fail with this exit code. Returns its one sentence on standard error, without internals.
 */
async function failure(
  env: NodeJS.ProcessEnv,
  code: number,
  options: { uid?: number; fileBlocks?: number } = {},
): Promise<string> {
  const end = await startServer({ cwd: directory, env: { DATABASE_URL: storage.url, ...env }, ...options }).ended;
  expect({ ...end, output: '' }).toEqual({ code, signal: null, output: '', errors: expect.any(String) });
  expect(end.output).not.toMatch(/\bat .*:\d+/);
  expect(end.errors).toMatch(/^[A-Z][^\n]*[^.\n]\n$/);
  expect(end.errors).not.toMatch(/ at |QueryFailed|Sqlite|Error:/);
  return end.errors.trim();
}

describe('the first start', () => {
  beforeEach(useEmptyDatabase);

  test("prints its working addresses, serves the demonstration programme, and writes a password for each role's account to a private file; later starts find its data, also after a kill", async () => {
    // The default cost, and the site.
    const server = await start({ BCRYPT_COST: '', SITE: '' });

    expect(await query(server.origin, '{ networkBySlug: network(slug: "casc") { acronym } }')).toEqual({
      data: { networkBySlug: { acronym: 'CASC' } },
    });
    for (const health of ['live', 'ready']) {
      const response = await fetch(`${server.origin}/health/${health}`);
      expect([response.status, await response.json()]).toEqual([200, { status: 'ok' }]);
    }
    const { output } = await stop(server);
    expect(output).toContain(`  Site      ${server.origin}/`);
    expect(output).toContain(`  Studio    ${server.origin}/studio`);
    expect(output).toContain(`  Sandbox   ${server.origin}/graphql`);
    expect(output).toContain(`  GraphiQL  ${server.origin}/graphiql`);
    expect(output).toContain(`  Health    ${server.origin}/health/live ${server.origin}/health/ready`);
    const passwords = await passwordsOf(output);
    for (const password of passwords.values()) expect(output).not.toContain(password);
    const accounts = await withDatabase(({ read }) =>
      read.query<{ email: string; role: string; passwordHash: string }>(
        sql`SELECT email, role, password_hash FROM account ORDER BY id`,
      ),
    );
    expect(accounts.map(({ role }) => role).sort()).toEqual(['ADMIN', 'EDITOR', 'MEMBER', 'VIEWER']);
    expect(new Set(passwords.values()).size).toBe(4);
    for (const { email, role, passwordHash } of accounts) {
      expect(email).toBe(`${role.toLowerCase()}@entente.example`);
      expect(passwordHash).toMatch(/^\$2b\$12\$/);
      expect(await compare(passwords.get(email)!, passwordHash)).toBe(true);
    }

    const shown = '{ network(slug: "casc") { acronym } }';
    const answer = { data: { network: { acronym: 'CASC' } } };
    const second = await start();
    expect(await query(second.origin, shown)).toEqual(answer);
    second.child.kill('SIGKILL');
    const killed = await second.ended;
    expect(killed.signal).toBe('SIGKILL');
    expect(killed.output).not.toMatch(/password|@entente/i);

    const third = await start();
    expect(await query(third.origin, shown)).toEqual(answer);
    expect((await stop(third)).output).not.toMatch(/password|@entente/i);
    expect(await withDatabase(({ read }) => read.query(sql`SELECT id FROM account`))).toHaveLength(4);
  });

  test('leaves the database empty when DEMO_DATA is false', async () => {
    const server = await start({ DEMO_DATA: 'false' });
    expect(await query(server.origin, '{ activities { totalCount } networks { totalCount } }')).toEqual({
      data: { activities: { totalCount: 0 }, networks: { totalCount: 0 } },
    });
    expect((await stop(server)).output).not.toMatch(/password/i);
    expect(await withDatabase(({ read }) => read.query(sql`SELECT id FROM account`))).toEqual([]);
  });

  onSqlite(
    'loads no demonstration whose passwords it cannot write, since the next start does not know them, and stores everything under data/ of the working directory by default',
    async () => {
      const file = path.join(directory, 'data/demonstration-passwords.txt');
      await mkdir(file, { recursive: true });
      expect(await failure({ DATABASE_URL: '' }, 69)).toContain(
        `The passwords of the demonstration cannot be written to ${file}: `,
      );
      await rmdir(file);

      expect((await passwordsOf((await stop(await start({ DATABASE_URL: '' }))).output)).size).toBe(4);
      // After an orderly stop, one file is the whole database.
      expect((await readdir(path.join(directory, 'data'))).sort()).toEqual([
        'demonstration-passwords.txt',
        'document.key',
        'entente.sqlite',
        'files',
      ]);
    },
  );

  onSqlite('in production, says what is off, also if .env says that it is production', async () => {
    await writeFile(path.join(directory, '.env'), 'NODE_ENV=production\n');
    const server = await start();
    expect(await query(server.origin, '{ __type(name: "Query") { __typename } }')).toMatchObject({
      errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }],
    });
    const { output } = await stop(server);
    expect(output.trimEnd().split('\n')).toContain(
      'Off because NODE_ENV is production: the demonstration (DEMO_DATA), Sandbox (EXPLORER), introspection (INTROSPECTION)',
    );
    expect(output).not.toMatch(/Sandbox +http|password/);
  });
});

describe('a stop', () => {
  /** Sends the head of a request, and waits until the server has read it. */
  async function beginRequest(origin: string, body: string): Promise<Socket> {
    const { hostname, port } = new URL(origin);
    const socket = connect(Number(port), hostname);
    socket.write(
      [
        'POST /graphql HTTP/1.1',
        'host: localhost',
        'content-type: application/json',
        `content-length: ${body.length}`,
        'expect: 100-continue',
        '\r\n',
      ].join('\r\n'),
    );
    expect(String((await once(socket, 'data'))[0])).toMatch(/^HTTP\/1\.1 100/);
    return socket;
  }

  /** Waits until no connection is accepted. */
  async function untilClosed(origin: string): Promise<void> {
    const { hostname, port } = new URL(origin);
    for (;;) {
      const socket = connect(Number(port), hostname);
      const isOpen = await once(socket, 'connect').then(
        () => true,
        () => false,
      );
      socket.destroy();
      if (!isOpen) return;
    }
  }

  // Both signals do the same.
  const signals = __DATABASE__ === 'sqlite' ? (['SIGTERM', 'SIGINT'] as const) : (['SIGTERM'] as const);

  test.each(signals)('by %s answers a running request, and exits with 0', async (signal) => {
    const server = await start({ DEMO_DATA: 'false' });
    // A connection that a client keeps open does not delay the stop.
    await query(server.origin, '{ __typename }');
    const body = JSON.stringify({ query: '{ networks { totalCount } }' });
    const socket = await beginRequest(server.origin, body);

    server.child.kill(signal);
    await untilClosed(server.origin);
    socket.write(body);

    let answer = '';
    for await (const chunk of socket) answer += String(chunk);
    expect(answer).toMatch(/^HTTP\/1\.1 200[^]*\{"data":\{"networks":\{"totalCount":0\}\}\}/);
    expect(await server.ended).toMatchObject({ code: 0, signal: null, errors: '' });
  });

  onSqlite('writes all lines of the log that wait', async () => {
    const logger = path.resolve('dist/src/http/requests/logger.js');
    const script = `const { createLogger, flushLog } = require(${JSON.stringify(logger)});
      const logger = createLogger('info');
      for (let number = 1; number <= 1000; number += 1) logger.info({ number }, 'a line');
      void flushLog(logger).then(() => process.exit());`;
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', script]);

    expect(stdout.trim().split('\n')).toHaveLength(1_000);
  });

  onSqlite('does not wait for a reader of the log that has stalled', async () => {
    const server = await start({ DEMO_DATA: 'false' });
    server.child.stdout!.pause();
    for (let round = 1; round <= 20; round += 1) {
      await Promise.all(Array.from({ length: 50 }, () => query(server.origin, '{ __typename }')));
    }

    const exited = once(server.child, 'exit');
    server.child.kill('SIGTERM');

    expect(await exited).toEqual([0, null]);
  });

  onSqlite('does not wait for a full disk to have room for the log', async () => {
    const port = await takePort();
    await freePort();
    const origin = `http://127.0.0.1:${port}`;
    const env = { DATABASE_URL: storage.url, DEMO_DATA: 'false', PORT: String(port), SITE: 'on' };
    const server = startServer({ cwd: directory, env, outputFile: '/dev/full' });
    const answers = async (): Promise<boolean> => (await fetch(`${origin}/health/live`).catch(() => null))?.ok === true;
    await until(answers, 'the server listens');
    for (let number = 1; number <= 100; number += 1) await query(origin, '{ __typename }');

    server.child.kill('SIGTERM');

    expect(await server.ended).toMatchObject({ code: 0, signal: null, errors: '' });
  });

  onSqlite('is immediate with a second signal', async () => {
    const server = await start({ DEMO_DATA: 'false' });
    const socket = await beginRequest(server.origin, '{}');
    socket.on('error', () => undefined);
    server.child.kill('SIGTERM');
    await untilClosed(server.origin);
    expect(server.child.exitCode).toBeNull();
    server.child.kill('SIGTERM');
    expect((await server.ended).code).toBe(1);
    socket.destroy();
  });

  onSqlite('does not wait for a statement that a thread runs', async () => {
    // A long statement runs in a thread.
    const endless = `WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number)
      SELECT count(*) FROM number /* ${' '.repeat(16_000)} */`;
    const { ended } = startDatabaseScript(
      storage.url,
      `const { sql, raw } = require('./database/sql/sql.js');
      const database = await open();
      void database.read.query(sql\`\${raw(${JSON.stringify(endless)})}\`);
      setTimeout(() => require('./stop.js').exitAtOnce(database), 500);`,
    );

    expect(await ended).toMatchObject({ code: null, signal: 'SIGKILL' });
  });

  onSqlite('is immediate during the start, also of the first process of a container', async () => {
    // Namespaces need rights that not every machine gives.
    const namespace = ['--user', '--map-root-user', '--pid', '--fork'];
    const isAllowed = await promisify(execFile)('unshare', [...namespace, 'true']).then(
      () => true,
      () => false,
    );
    if (!isAllowed) return;
    const script = `require(${JSON.stringify(path.resolve('dist/src/stop.js'))});
      process.kill(process.pid, 'SIGTERM');
      setTimeout(() => process.exit(0), 2000);`;

    await expect(promisify(execFile)('unshare', [...namespace, process.execPath, '-e', script])).rejects.toMatchObject({
      code: 1,
    });
  });

  onSqlite(
    'does not wait for the reply to a mail for the whole time, so that the next start sends the mail at once',
    async () => {
      const receiver = new MailReceiver();
      const email = 'someone@example.org';
      await withDatabase((database) => make({ database }, (create) => create.account({ email })));
      receiver.slow.add(email);
      try {
        const smtp = {
          DEMO_DATA: 'false',
          SMTP_URL: await receiver.listen(),
          MAIL_FROM: 'a@example.org',
          PUBLIC_URL: 'http://localhost',
        };
        const first = await start(smtp);
        await query(first.origin, `mutation { requestPasswordReset(input: { email: "${email}" }) { sent } }`);
        await until(() => receiver.waiting === 1, 'the mail waits for its reply');

        await stop(first);

        receiver.slow.clear();
        await start(smtp);
        await until(() => receiver.mails.length === 1, 'the mail is sent');
      } finally {
        await killProcesses();
        await receiver.close();
      }
    },
  );

  test('ends at SHUTDOWN_GRACE while a change waits for a lock, which is then not made', async () => {
    const server = await start({ DEMO_DATA: 'false', SHUTDOWN_GRACE: '1' });
    await withDatabase(async (database) => {
      const response = await database.write(async (manager) => {
        if (database.dialect === 'postgres') await manager.query('LOCK TABLE failed_attempts');
        const signIn = `mutation { signIn(input: { email: "a@example.org", password: "a wrong password" }) { token } }`;
        const refused = query(server.origin, signIn).catch((error: unknown) => error);
        // The request has arrived before the signal, since the server answers one that was sent after it.
        await query(server.origin, '{ __typename }');
        server.child.kill('SIGTERM');
        expect(await server.ended).toMatchObject({
          code: 1,
          errors: 'Not everything ended within SHUTDOWN_GRACE=1: what still ran was aborted\n',
        });
        return refused;
      });
      expect(response).toBeInstanceOf(Error);
      expect(await database.read.query(sql`SELECT * FROM failed_attempts`)).toEqual([]);
    });
  });
});

onSqlite(
  'SIGHUP reads the manifest of trusted documents again, and an explorer that is disabled is not served',
  async () => {
    const manifest = path.join(directory, 'manifest.json');
    const count = '{ networks { totalCount } }';
    await writeFile(manifest, JSON.stringify({ names: '{ networks { nodes { name } } }' }));
    const env = { TRUSTED_DOCUMENTS: 'only', TRUSTED_DOCUMENTS_FILE: manifest, EXPLORER: 'none', SITE: 'off' };
    const server = await start({ ...env, DEMO_DATA: 'false' });
    expect(await query(server.origin, count)).toMatchObject({
      errors: [{ extensions: { code: 'DOCUMENT_NOT_TRUSTED' } }],
    });

    await writeFile(manifest, JSON.stringify({ count }));
    server.child.kill('SIGHUP');

    await until(
      async () => ((await query(server.origin, count)) as { data?: unknown }).data !== undefined,
      'the new document is trusted',
    );
    expect((await stop(server)).output).not.toMatch(/Sandbox|GraphiQL/);
  },
);

onSqlite(
  'a start says in the log which keys of files are missing, and creates no key file in the place of a missing one',
  async () => {
    const first = await stop(await start());
    const { id } = await withDatabase(async ({ read }) => {
      const [row] = await read.query<{ id: string }>(sql`SELECT DISTINCT key_id AS id FROM document_content_version`);
      return row!;
    });
    const keyFile = path.join(directory, 'other.key');
    await writeFile(keyFile, await generateX25519Identity(), { mode: 0o600 });

    const second = await stop(await start({ DOCUMENT_KEY_FILE: keyFile }));

    expect(first.output).not.toContain('Keys are missing');
    expect(second.output).toMatch(
      new RegExp(`"level":40,.*"missing":\\["${id}"\\],"msg":"Keys are missing: .*DOCUMENT_KEY_FILE`),
    );

    const missing = path.join(directory, 'elsewhere/document.key');
    expect(await failure({ DOCUMENT_KEY_FILE: missing }, 78)).toMatch(
      /^The key file .*elsewhere\/document\.key is missing, and the database has files or secrets /,
    );
    await expect(readFile(missing)).rejects.toThrow('ENOENT');
  },
);

describe('a start that cannot succeed prints one sentence without a stack trace', () => {
  test('a database that is newer', async () => {
    await withDatabase((database) =>
      database.write((manager) =>
        manager.query(`INSERT INTO migrations (timestamp, name) VALUES (1999000000000, 'Later1999000000000')`),
      ),
    );
    expect(await failure({}, 78)).toBe(
      'The database is from a newer release of Entente (it has the migration Later1999000000000): install the newer release',
    );
  });

  test('a database that was made before the first release', async () => {
    await withDatabase((database) =>
      database.write((manager) =>
        manager.query(`INSERT INTO migrations (timestamp, name) VALUES (1764000000000, 'InitialSchema1764000000000')`),
      ),
    );
    expect(await failure({}, 78)).toBe(
      'The database was made before the first release of Entente (it has the migration InitialSchema1764000000000): export its activities ' +
        'with the version that made it, and import them into a new database with this one (docs/import.md)',
    );
  });

  if (__DATABASE__ === 'postgres') {
    test('a database that does not exist', async () => {
      const url = new URL(storage.url);
      url.pathname = '/nowhere';
      expect(await failure({ DATABASE_URL: url.href }, 69)).toBe(
        `The database nowhere on ${url.host} cannot be opened: database "nowhere" does not exist`,
      );
    });
    return;
  }

  // These do not depend on the database.
  test('all invalid variables in one message, and nothing is created', async () => {
    const { errors, output, code } = await startServer({
      cwd: directory,
      env: { PORT: 'http', LOG_LEVEL: 'loud', DATABASE_URL: 'postgress://me:s3cret@h/d' },
    }).ended;
    expect({ code, output, errors: errors.split('\n') }).toEqual({
      code: 78,
      output: '',
      errors: [
        'The configuration is invalid:',
        '  PORT=http: expected a port from 0 to 65535',
        '  DATABASE_URL=postgress://***@h/d: expected sqlite:<file>, or postgres://<user>@<host>/<database> with special characters of a password percent-encoded',
        '  LOG_LEVEL=loud: expected one of fatal, error, warn, info, debug, trace, silent',
        '',
      ],
    });
    expect(await readdir(directory)).toEqual([]);
  });

  test('a port that is taken, and nothing is created', async () => {
    const port = await takePort();
    expect(await failure({ DATABASE_URL: '', PORT: String(port) }, 69)).toBe(
      `Port ${port} of 127.0.0.1 is taken: stop the program that uses it, or set PORT to another`,
    );
    expect(await failure({ DATABASE_URL: '', METRICS_ADDRESS: `127.0.0.1:${port}` }, 69)).toBe(
      `METRICS_ADDRESS=127.0.0.1:${port} cannot be used: listen EADDRINUSE: address already in use 127.0.0.1:${port}`,
    );
    expect(await readdir(directory)).toEqual([]);
  });

  test('a host that is not an address of this machine', async () => {
    // 192.0.2.0/24 is reserved for documentation (RFC 5737).
    expect(await failure({ HOST: '192.0.2.1', DEMO_DATA: 'false' }, 69)).toMatch(
      /^Cannot listen on port 0 of 192\.0\.2\.1: /,
    );
  });

  test('a PostgreSQL that does not respond, without the password', async () => {
    const port = await takePort();
    await freePort();
    expect(await failure({ DATABASE_URL: `postgres://me:s3cret@127.0.0.1:${port}/entente` }, 69)).toBe(
      `The database entente on 127.0.0.1:${port} cannot be opened: connect ECONNREFUSED 127.0.0.1:${port}`,
    );
  });

  test('an unknown PostgreSQL host', async () => {
    // Names under .invalid never resolve (RFC 2606).
    const message = await failure({ DATABASE_URL: `postgres://me:s3cret@db.invalid/entente` }, 69);
    expect(message).toMatch(/^The database entente on db\.invalid cannot be opened: /);
    expect(message).not.toContain('s3cret');
  });

  test('a SQLite path that is a directory', async () => {
    expect(await failure({ DATABASE_URL: `sqlite:${directory}` }, 69)).toBe(
      `The database file ${directory} cannot be opened: EISDIR: illegal operation on a directory, open '${directory}'`,
    );
  });

  test('a SQLite path below a file', async () => {
    await writeFile(path.join(directory, 'file'), '');
    const file = path.join(directory, 'file/entente.sqlite');
    expect(await failure({ DATABASE_URL: `sqlite:${file}` }, 69)).toContain(
      `The database file ${file} cannot be opened: `,
    );
  });

  test('a file that is no database, which stays unchanged', async () => {
    const file = path.join(directory, 'letter.txt');
    await writeFile(file, 'Dear colleagues, '.repeat(100));
    expect(await failure({ DATABASE_URL: `sqlite:${file}` }, 69)).toBe(
      `The database file ${file} cannot be opened: file is not a database`,
    );
    expect(await readdir(directory)).toEqual(['letter.txt']);
  });

  test('a file that cannot be read, and one that cannot be written', async () => {
    const file = storage.url.replace('sqlite:', '');
    // Root may read everything. The account `nobody` has this number nearly everywhere.
    const options = process.getuid?.() === 0 ? { uid: 65_534 } : {};
    await chmod(path.dirname(file), 0o755);
    const remedy = 'run Entente as the user that owns the file';
    const denied = `The database file ${file} cannot be opened: EACCES: permission denied, open '${file}': ${remedy}`;
    await chmod(file, 0o000);
    expect(await failure({}, 69, options)).toBe(denied);
    await chmod(file, 0o444);
    // SQLite would open it for reading only, without an error, and create a log with its mode.
    await chmod(path.dirname(file), 0o777);
    expect(await failure({}, 69, options)).toBe(denied);
    expect((await readdir(path.dirname(file))).filter((name) => name.startsWith(path.basename(file)))).toEqual([
      path.basename(file),
    ]);
    await chmod(file, 0o666);
    await writeFile(`${file}-wal`, '', { mode: 0o444 });
    expect(await failure({}, 69, options)).toBe(
      `The database file ${file} cannot be opened: ${file}-wal cannot be written (EACCES): ${remedy}`,
    );
    await rm(`${file}-wal`);
    await chmod(path.dirname(file), 0o755);
  });

  describe('a file store that is not available:', () => {
    let env: NodeJS.ProcessEnv;

    beforeEach(() => {
      env = { DEMO_DATA: 'false', FILES_DIR: path.join(directory, 'files') };
    });

    test('a directory that cannot be read, or not be written, or not be created', async () => {
      const options = process.getuid?.() === 0 ? { uid: 65_534 } : {};
      const database = storage.url.replace('sqlite:', '');
      await chmod(database, 0o666);
      for (const one of [directory, path.dirname(database)]) await chmod(one, 0o777);
      await mkdir(env.FILES_DIR!);
      for (const mode of [0o000, 0o555]) {
        await chmod(env.FILES_DIR!, mode);
        expect(await failure(env, 69, options)).toBe(
          `The file store cannot be reached: EACCES: permission denied, access '${env.FILES_DIR}/'`,
        );
      }
      expect(await failure({ ...env, FILES_DIR: `${env.FILES_DIR}/new/files` }, 69, options)).toBe(
        `The file store cannot be reached: EACCES: permission denied, access '${env.FILES_DIR}/'`,
      );
    });

    test('a file in the place of a directory', async () => {
      await writeFile(env.FILES_DIR!, '');
      expect(await failure(env, 69)).toBe(
        `The file store cannot be reached: ENOTDIR: not a directory, access '${env.FILES_DIR}/'`,
      );
      expect(await failure({ ...env, FILES_DIR: '', MAIL_DIR: env.FILES_DIR }, 69)).toBe(
        `Mails cannot be kept in MAIL_DIR: ENOTDIR: not a directory, access '${env.FILES_DIR}/'`,
      );
    });

    test('an empty directory in the place of the one with the files', async () => {
      await useEmptyDatabase();
      await stop(await start({ SITE: 'off' }));

      expect(await failure(env, 69)).toMatch(
        /^The file store is empty, but the database refers to \d+ files: mount or restore them, or check FILES_DIR and S3_BUCKET\. To start without them, put any file into the store$/,
      );
      await mkdir(env.FILES_DIR!);
      await writeFile(path.join(env.FILES_DIR!, 'lost'), '');
      await stop(await start(env));
    });

    test('a bucket of a server that does not respond', async () => {
      const port = await takePort();
      const s3 = {
        ...env,
        S3_BUCKET: 'documents',
        S3_ENDPOINT: `http://127.0.0.1:${port}`,
        AWS_ACCESS_KEY_ID: 'test',
        AWS_SECRET_ACCESS_KEY: 'test',
        // Disables the deprecation warnings of the SDK.
        NODE_NO_WARNINGS: '1',
      };
      // It accepts connections, and answers nothing. Read to their end, they do not keep the port.
      taken!.on('connection', (socket) => socket.on('error', () => undefined).resume());
      expect(await failure(s3, 69)).toBe('The file store cannot be reached: no response within 5000 ms');
      await freePort();
      expect(await failure(s3, 69)).toBe(`The file store cannot be reached: connect ECONNREFUSED 127.0.0.1:${port}`);
    });
  });

  test('a file in the place of the directory of codelists', async () => {
    const file = path.join(directory, 'file');
    await writeFile(file, '');
    expect(await failure({ CODELISTS_DIR: file }, 78)).toBe(
      `The codelists in CODELISTS_DIR=${file} cannot be read: ENOTDIR: not a directory, scandir '${file}'`,
    );
  });

  test('a file .env whose first variable Node.js would not know', async () => {
    await writeFile(path.join(directory, '.env'), '\uFEFFNODE_ENV=production\n');
    expect(await failure({}, 78)).toBe(
      `The file .env in ${directory} cannot be read: it begins with a byte order mark: save it as UTF-8 without one`,
    );
  });

  test('a directory in the place of .env', async () => {
    await mkdir(path.join(directory, '.env'));
    expect(await failure({}, 78)).toBe(
      `The file .env in ${directory} cannot be read: EISDIR: illegal operation on a directory, read`,
    );
  });

  test('a table that is damaged', async () => {
    await damageRootPage(storage.url.replace('sqlite:', ''), 'outbox_event');

    expect(await failure({ DEMO_DATA: 'false' }, 69)).toBe(
      'The server cannot start: database disk image is malformed: run entente doctor',
    );
  });

  test('a disk that is full before the tables are created', async () => {
    await useEmptyDatabase();
    expect(await failure({}, 69, { fileBlocks: 100 })).toMatch(
      /^The database file .* cannot be opened: disk I\/O error: check whether the disk of the file is full or damaged$/,
    );
    // With half of the tables, the next start could not create them.
    await stop(await start({ DEMO_DATA: 'false' }));
  });

  test('a disk that is full before the demonstration is loaded', async () => {
    expect(await failure({}, 69, { fileBlocks: 100 })).toBe(
      'The demonstration programme cannot be loaded: disk I/O error',
    );
    // With half of the programme, the next start would not load it.
    expect((await passwordsOf((await stop(await start())).output)).size).toBe(4);
  });
});

if (__DATABASE__ === 'sqlite') {
  test('reads a file .env of the working directory, and variables that are set take precedence', async () => {
    await writeFile(path.join(directory, '.env'), 'EXPLORER=graphiql\nDEMO_DATA=true\n# PORT=1\n');
    const server = await start({ DEMO_DATA: 'false' });
    const { output } = await stop(server);
    expect(output).toContain('GraphiQL');
    expect(output).not.toMatch(/Sandbox|password/);
  });
}

onSqlite('a start loads nothing that only some servers or requests need', async () => {
  const script = `
    const { log } = console;
    console.log = (line) => {
      if (line !== 'Entente is listening.') return;
      log(Object.keys(require.cache).join('\\n'));
      process.exit();
    };
    require(${JSON.stringify(path.resolve('dist/src/main.js'))});`;
  const env = { ...process.env, DATABASE_URL: storage.url, DEMO_DATA: 'false', PORT: '0' };
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', script], { cwd: directory, env });
  const isLoaded = (part: string): boolean => stdout.includes(part);

  expect(isLoaded('/node_modules/typeorm/')).toBe(true);
  const libraries = ['pg', '@aws-sdk/client-s3', 'nodemailer', 'sharp'];
  const others = [...libraries.map((name) => `/node_modules/${name}/`), '/seeds/load-demonstration', '/read-servers'];
  expect(others.filter(isLoaded)).toEqual([]);
});
