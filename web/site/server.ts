import { inspect } from 'node:util';
import { parentPort } from 'node:worker_threads';
import { createBirpc } from 'birpc';
import { takeTurn } from '../../src/event-loop';
import type { Site, SiteOptions } from '../../src/http/site/site';
import {
  channelThrough,
  type ResponseMessage,
  type ServerFunctions,
  type SiteDescription,
  type ThreadFunctions,
  type VisitMessage,
} from '../../src/http/site/site-channel';
import type { Assets } from './frame';
import { createSite } from './site';

/* The program of the thread that writes the programme's pages. */

/** What the build defines. */
declare const ASSETS: Assets;

/** The visits whose visitors have not left. */
const visits = new Set<number>();

let site: Site;

const server = createBirpc<ServerFunctions, ThreadFunctions>(
  {
    create: async (options) => cloneable(async () => create(options)),
    writePage: async (visit) => cloneable(() => writePage(visit)),
    abandonPage: (visitId) => {
      visits.delete(visitId);
    },
    ping: () => undefined,
  },
  channelThrough(parentPort!),
);

function create(options: SiteOptions): SiteDescription {
  site = createSite(options, ASSETS);
  const { paths, documents } = site;
  return { paths, documents };
}

async function writePage({
  id,
  group,
  now,
  refusal,
  request: { url, ...init },
}: VisitMessage): Promise<ResponseMessage> {
  const turnOfVisit = async (): Promise<void> => {
    await takeTurn(group);
    if (!visits.has(id)) throw new Error('The visitor has left');
  };
  visits.add(id);
  try {
    await turnOfVisit();
    const page = await site.respond({
      request: new Request(url, init),
      fetch: apiFor(id),
      now,
      refusal,
      takeTurn: turnOfVisit,
    });
    return {
      status: page.status,
      headers: Object.fromEntries(page.headers),
      body: new Uint8Array(await page.arrayBuffer()),
    };
  } finally {
    visits.delete(id);
  }
}

/** The API with the rights of a visitor. The client of the API sends texts only. */
function apiFor(visitId: number): typeof fetch {
  return async (_url, init) => {
    const { body, ...response } = await server.sendOperation(visitId, {
      headers: init?.headers as Record<string, string>,
      body: init?.body as string,
    });
    return new Response(body, response);
  };
}

/** Replaces errors by ones that every thread understands: what an operator's module throws may contain anything. */
async function cloneable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw Object.assign(new Error(message), { stack: inspect(error) });
  }
}
