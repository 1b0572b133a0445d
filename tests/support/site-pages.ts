import type { TestServer } from './test-server';

/** The activity of the demonstration that has restricted documents. */
export const WORKSHOP = 'cooperation-in-prosecution-of-countering-drugs-and-organized-crime';

/** Requests a page of the site. Redirects are not followed. */
export const pageAt = (server: TestServer, address: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(server.address + address, { headers, redirect: 'manual' });

export const textAt = async (server: TestServer, address: string, headers?: Record<string, string>): Promise<string> =>
  (await pageAt(server, address, headers)).text();

/** The address of the first link in a part of a page that begins like this. */
export const linkIn = (section: string, start: string): string =>
  [...section.matchAll(/href="([^"]*)"/g)]
    .map(([, link]) => link!)
    .find((link) => link.startsWith(start))!
    .replaceAll('&amp;', '&');
