import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, Socket } from 'node:net';
import { Pool } from 'pg';
import { parseDatabaseUrl } from '../../../src/database/database-url';
import { Notifications } from '../../../src/database/postgres/notifications';
import { READ_POOL, WRITE_POOL } from '../../../src/database/postgres/postgres-pools';
import { WalProbe } from '../../../src/database/postgres/wal-probe';

/** A server that takes connections, and never answers. */
let silent: Server;
let connection: Promise<Socket>;
let url: string;

beforeEach(async () => {
  silent = createServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1');
  connection = once(silent, 'connection').then(([socket]) => socket as Socket);
  await once(silent, 'listening');
  url = `postgres://user:password@127.0.0.1:${(silent.address() as AddressInfo).port}/name`;
});

afterEach(() => {
  jest.restoreAllMocks();
  silent.close();
});

/** How the next connection is told to probe the server: if at all, and after how many milliseconds. */
function nextKeepAlive(): Promise<unknown[]> {
  return new Promise((resolve) => {
    jest.spyOn(Socket.prototype, 'setKeepAlive').mockImplementation(function (this: Socket, ...options) {
      resolve(options);
      return this;
    });
  });
}

const CONNECTIONS: [string, () => unknown][] = [
  ['for reading', () => new Pool({ connectionString: url, ...READ_POOL }).connect()],
  ['for writing', () => new Pool({ connectionString: url, ...WRITE_POOL }).connect()],
  [
    'for notifications',
    () => {
      const listeners = { onNotification: () => undefined, onMessage: () => undefined, onError: () => undefined };
      const notifications = new Notifications(parseDatabaseUrl(url)!, listeners);
      void notifications.start().then(() => notifications.stop());
    },
  ],
  ['that asks a server for its state', () => new WalProbe(url).state()],
];

test.each(CONNECTIONS)('probes an idle connection %s after ten seconds', async (_which, open) => {
  const keepAlive = nextKeepAlive();
  const opened = Promise.resolve(open()).catch(() => undefined);

  expect(await keepAlive).toEqual([true, 10_000]);
  (await connection).destroy();
  await opened;
});
