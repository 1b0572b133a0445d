import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

/** A site of its own origin. */
export interface StaticSite {
  readonly origin: string;
  close(): void;
}

const mediaTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
};

/** Serves files. The longest path that an address begins with says the directory; `/` alone is an empty page. */
export async function startStaticSite(directories: Readonly<Record<string, string>>): Promise<StaticSite> {
  const prefixes = Object.keys(directories).sort((one, other) => other.length - one.length);
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url!, 'http://localhost');
    const prefix = prefixes.find((one) => pathname.startsWith(one));
    if (pathname === '/') response.setHeader('content-type', 'text/html').end('<!doctype html><title>A site</title>');
    else if (prefix === undefined) response.writeHead(404).end();
    else {
      const name = path.join(directories[prefix]!, path.normalize(pathname.slice(prefix.length - 1)));
      readFile(name).then(
        (content) => response.setHeader('content-type', mediaTypes[path.extname(name)] ?? '').end(content),
        () => response.writeHead(404).end(),
      );
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, close: () => void server.close() };
}
