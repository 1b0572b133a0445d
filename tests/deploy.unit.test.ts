import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { maxHeaderSize } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { validate } from 'dockerfile-utils';
import { parse } from 'yaml';
import { DAY_MS } from '../src/core/time';

const root = path.resolve(__dirname, '..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

const dockerfile = read('deploy/Dockerfile');
const variables = Object.keys(parseEnv(read('.env.example')));

/** Instructions of the last stage, which is the image. */
const image = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));

describe('the Dockerfile', () => {
  test('has no mistake that its linter knows', () => {
    expect(validate(dockerfile)).toEqual([]);
  });

  test('copies files that exist, or that the build makes', () => {
    const sources = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, files]) => files!.split(' '));

    expect(sources).toContain('package-lock.json');
    expect(sources.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
  });

  test('makes an image that runs as a user without privileges, has a health check, and starts the program of the package', () => {
    const { bin } = JSON.parse(read('package.json')) as { bin: { entente: string } };

    expect(image).toMatch(/^USER node$/m);
    expect(image.indexOf('\nUSER node')).toBeLessThan(image.indexOf('\nENTRYPOINT'));
    expect(image).toMatch(/^HEALTHCHECK .*\\\n.*\/health\/ready/m);
    expect(image).toContain(`ENTRYPOINT ["node", "/app/${bin.entente}"]`);
    expect(image).toContain('CMD ["start"]');
  });

  test('sets only variables that Entente or Node.js reads', () => {
    const set = [...image.matchAll(/^(?:ENV| {3}) (?:([A-Z_]+))=/gm)].map(([, name]) => name!);

    expect(set).toContain('HOST');
    expect(set.filter((name) => ![...variables, 'NODE_ENV', 'NODE_COMPILE_CACHE'].includes(name))).toEqual([]);
  });

  test('keeps code that was compiled with the settings of V8 that the server has, because V8 rejects any other', () => {
    const compiled = /for \(const program of (\[.+?\])\)/.exec(image)?.[1];

    expect(read('src/main.ts')).toMatch(/^import '\.\/heap';$/m);
    expect(JSON.parse(compiled!)).toEqual([
      './heap',
      './app',
      './database/postgres/read-servers',
      './seeds/load-demonstration',
    ]);
  });

  test('is built without files that contain secrets', () => {
    const ignored = read('.dockerignore').split('\n');
    const [, environment] = /--env-file (\S+)/.exec(read('deploy/compose.yaml'))!;

    expect(ignored).toEqual(expect.arrayContaining(['.env', environment]));
  });

  test('has the volume where Entente writes by default', () => {
    const places = Object.entries(parseEnv(read('.env.example'))).filter(([name]) => /_(?:URL|DIR|FILE)$/.test(name));
    const written = places.flatMap(([, value = '']) => (value === '' ? [] : [value.replace('sqlite:', '')]));

    expect(written).toContain('data/files');
    expect(written.filter((place) => !place.startsWith('data/'))).toEqual([]);
    expect(image).toMatch(/^WORKDIR \/app$[^]* ln -s \/data data$[^]*^VOLUME \/data$/m);
  });
});

describe('compose.yaml', () => {
  const { services, volumes } = parse(read('deploy/compose.yaml')) as {
    services: Record<
      string,
      { environment?: Record<string, string>; volumes?: string[]; read_only?: boolean; logging?: { driver: string } }
    >;
    volumes: Record<string, unknown>;
  };

  test('runs Entente with a read-only root, and with variables that it reads', () => {
    expect(services['entente']!.read_only).toBe(true);
    expect(Object.keys(services['entente']!.environment!).filter((name) => !variables.includes(name))).toEqual([]);
  });

  test('mounts volumes that it declares and files that exist', () => {
    const mounted = Object.values(services).flatMap((service) => service.volumes ?? []);
    const sources = mounted.map((mount) => mount.split(':')[0]!);

    expect(sources).toContain('data');
    expect(sources.filter((source) => !(source in volumes) && !existsSync(path.join(root, 'deploy', source)))).toEqual(
      [],
    );
  });

  test('bounds the log of every service, which clients could let grow', () => {
    expect(Object.values(services).map(({ logging }) => logging?.driver)).toEqual(['local', 'local', 'local']);
  });

  test('needs exactly the variables of compose.env.example', () => {
    const needed = [...read('deploy/compose.yaml').matchAll(/\$\{([A-Z_]+):\?\}/g)].map(([, name]) => name!);

    expect([...new Set(needed)].sort()).toEqual(Object.keys(parseEnv(read('deploy/compose.env.example'))).sort());
  });
});

test('the daily commands of systemd have the configuration, the user and the directory of the server', () => {
  const shared =
    /^(?:EnvironmentFile|Environment=NODE_ENV|User|DynamicUser|StateDirectoryMode|WorkingDirectory|UMask)=?.*/gm;
  const [server, daily] = ['entente', 'entente-daily'].map((unit) => read(`deploy/${unit}.service`));

  expect(server!.match(shared)).toHaveLength(7);
  expect(daily!.match(shared)!.sort()).toEqual(server!.match(shared)!.sort());
  expect(server).toMatch(/^StateDirectory=entente$/m);
  expect(daily).toMatch(/^StateDirectory=entente /m);
});

test('the daily commands of systemd delete backups of more than two weeks and what killed ones have left, through the link that systemd makes', () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'entente-backups-'));
  const link = path.join(directory, 'link');
  mkdirSync(path.join(directory, 'private'));
  symlinkSync('private', link);
  const finds = [...read('deploy/entente-daily.service').matchAll(/^ExecStart=-?\/usr\/bin\/find (.*)$/gm)];
  for (const days of [0.5, 0.9, 14, 16]) {
    for (const name of [`${days}.tar`, `${days}.tar.part`, `${days}.tar.gpg`]) {
      const file = path.join(link, name);
      writeFileSync(file, '');
      utimesSync(file, new Date(), new Date(Date.now() - days * DAY_MS));
    }
  }

  for (const [, find] of finds) execFileSync('find', find!.replace('/var/lib/entente-backups', link).split(' '));
  const left = readdirSync(link);
  rmSync(directory, { recursive: true });

  expect(left.sort()).toEqual([
    '0.5.tar',
    '0.5.tar.gpg',
    '0.5.tar.part',
    '0.9.tar',
    '0.9.tar.gpg',
    '14.tar',
    '14.tar.gpg',
    '16.tar.gpg',
  ]);
});

test('nginx overwrites the headers of clients by which the server knows their addresses, its origin and their traces', () => {
  const overwritten = [...read('deploy/nginx.conf').matchAll(/^ +proxy_set_header (\S+)/gm)].map(([, name]) => name);

  expect(overwritten).toEqual(
    expect.arrayContaining(['Host', 'X-Forwarded-For', 'X-Forwarded-Proto', 'X-Forwarded-Host', 'traceparent']),
  );
});

test('nginx asks an instance as soon as it has restarted, so that instances can restart one after another', () => {
  const instances = [...read('deploy/nginx.conf').matchAll(/^ +(?:# )?server \d.*$/gm)].map(([line]) => line);

  expect(instances).toHaveLength(2);
  for (const line of instances) expect(line).toMatch(/ max_fails=0;$/);
});

test('nginx accepts addresses as long as the server does, so that long queries can be sent by GET', () => {
  const [, kilobytes] = /^ +large_client_header_buffers 4 (\d+)k;$/m.exec(read('deploy/nginx.conf'))!;

  expect(Number(kilobytes) * 1024).toBe(maxHeaderSize);
});

test('Caddy asks another instance while one restarts, and ends the requests of clients that have left', () => {
  const caddyfile = read('deploy/Caddyfile');

  expect(caddyfile).toMatch(/^\t+lb_try_duration \d+s$/m);
  // With -1, Caddy would not end them, and the server would not cancel their operations.
  expect(caddyfile).not.toContain('flush_interval');
});

test('nginx and Caddy close idle connections before the server does: a request could arrive while it closes one', () => {
  const [, serverSeconds] = /PROXY_KEEP_ALIVE_MS = (\d+)_000/.exec(read('src/http/connections/keep-alive.ts'))!;
  const [, nginxSeconds] = /^ +keepalive_timeout (\d+)s;$/m.exec(read('deploy/nginx.conf'))!;
  const [, caddySeconds] = /^\t+keepalive (\d+)s$/m.exec(read('deploy/Caddyfile'))!;

  expect(Number(nginxSeconds)).toBeLessThan(Number(serverSeconds));
  expect(Number(caddySeconds)).toBeLessThan(Number(serverSeconds));
});

test('the workflow runs scripts and files that exist', () => {
  const files = [...read('.github/workflows/deploy.yml').matchAll(/\bdeploy\/[a-z][\w.-]+/g)].map(([file]) => file);

  expect(files).toContain('deploy/test-package');
  expect(files.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
});
