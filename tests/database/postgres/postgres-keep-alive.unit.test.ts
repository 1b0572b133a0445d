import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'pg';
import { parseDatabaseUrl } from '../../../src/database/database-url';
import { Notifications } from '../../../src/database/postgres/notifications';
import { READ_POOL, WRITE_POOL } from '../../../src/database/postgres/postgres-pools';
import { WalProbe } from '../../../src/database/postgres/wal-probe';

/** A server that takes connections, and never answers. */
let silent: Server;
let url: string;
let connection: Socket | undefined;

beforeEach(async () => {
  silent = createServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  url = `postgres://user:password@127.0.0.1:${(silent.address() as AddressInfo).port}/name`;
});

afterEach(() => {
  connection?.destroy();
  silent.close();
});

/**
 * The seconds until the client of the next connection probes it, as the Linux kernel says (proc_net_tcp); null if the client ends the
 * connection, or a second has passed, before it has planned a probe.
 */
async function secondsUntilProbe(): Promise<number | null> {
  [connection] = (await once(silent, 'connection')) as [Socket];
  const local = `:${connection.remotePort!.toString(16).toUpperCase().padStart(4, '0')}`;
  const end = performance.now() + 1_000;
  while (performance.now() < end) {
    const row = readFileSync('/proc/net/tcp', 'utf8')
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .find(([, address = '']) => address.endsWith(local));
    const [timer, hundredths] = row?.[5]?.split(':') ?? [];
    // At first, the kernel waits until the server has acknowledged what the client has sent.
    if (timer === '02') return parseInt(hundredths!, 16) / 100;
    await delay(5);
  }
  return null;
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

(process.platform === 'linux' ? test : test.skip).each(CONNECTIONS)(
  'probes an idle connection %s after ten seconds',
  async (_which, open) => {
    const probe = secondsUntilProbe();
    const opened = Promise.resolve(open()).catch(() => undefined);

    expect(await probe).toBeLessThanOrEqual(10);
    connection!.destroy();
    await opened;
  },
);
