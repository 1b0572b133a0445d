import '../src/production';
import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createApp } from '../src/app';
import { createLogger } from '../src/http/requests/logger';
import type { DatabaseHost } from './databases/database-host';
import { createEditorKey } from './databases/editor-key';
import { openPostgresHost } from './databases/postgres-host';
import { openSqliteHost } from './databases/sqlite-host';
import { createEndpoint, type Endpoint, post } from './load';
import { benchConfig } from './servers/bench-config';

/*
 * Measures how many answers of dashboards come from the answer cache while an editor changes an activity every second.
 * Requests are sent at a fixed rate, since the share depends on it: each change empties what was read from activities.
 */

const RATES = [25, 100, 400];
const SECONDS = 10;

const documentOf = (name: string): string =>
  // The compiled file is in dist/bench/bench.
  readFileSync(path.join(__dirname, '../../../docs/operations', `${name}.graphql`), 'utf8');

/** The operations of dashboards, with their variables: 26 different requests. */
const mix: readonly (readonly [name: string, variables: readonly object[]])[] = [
  ['activities-per-year', [{}, { filter: { country: ['KG'] } }, { filter: { participatingCountry: ['UZ', 'KZ'] } }]],
  ['participation-map', [{}, { filter: { year: { gte: 2020 } } }]],
  ['programme-overview', ['eu-act', 'eu-act-ii', 'euromed-justice-v'].map((slug) => ({ slug }))],
  ['activity-list', [{}]],
  ['network-page', ['casc', 'wacap', 'gljcn', 'crimex', 'seajust'].map((slug) => ({ slug }))],
  ['country-page', ['KG', 'UZ', 'KZ', 'GE', 'MD', 'KE', 'TZ', 'SN', 'NG', 'MA', 'TN', 'PE'].map((code) => ({ code }))],
];

const bodies = mix.flatMap(([name, all]) =>
  all.map((variables) => JSON.stringify({ query: documentOf(name), variables })),
);

const find = 'query ($slug: String!) { activity(slug: $slug) { id title publication { version } } }';
const update = `mutation ($id: ID!, $version: Int!, $title: String!) {
  updateActivity(input: { id: $id, version: $version, title: $title }) { activity { id } }
}`;

interface Found {
  activity: { readonly id: string; readonly publication: { readonly version: number } };
}

/** Changes an activity. */
async function change(endpoint: Endpoint, slug: string, authorization: string): Promise<void> {
  const ask = (query: string, variables: object): Promise<string> =>
    post(endpoint, JSON.stringify({ query, variables }), { authorization });
  const { activity } = (JSON.parse(await ask(find, { slug })) as { data: Found }).data;
  const { version } = activity.publication;
  await ask(update, { id: activity.id, version, title: `Change of version ${version}` });
}

/** Sends requests of the mix at this rate, and changes an activity every second. */
async function run(endpoint: Endpoint, rate: number, slugs: readonly string[], authorization: string): Promise<void> {
  const sent: Promise<unknown>[] = [];
  const begin = performance.now();
  for (let number = 0; number < rate * SECONDS; number += 1) {
    await delay(begin + (number * 1000) / rate - performance.now());
    sent.push(post(endpoint, bodies[Math.floor(Math.random() * bodies.length)]!));
    if (number % rate === 0) sent.push(change(endpoint, slugs[number % slugs.length]!, authorization));
  }
  await Promise.all(sent);
}

async function measureOn(host: DatabaseHost): Promise<void> {
  const { url, samples } = await host.create(1_000);
  const outcomes = new Map<string, number>();
  const logger = createLogger('info', {
    write: (line) => {
      const { cache } = JSON.parse(line) as { cache?: string };
      if (cache !== undefined) outcomes.set(cache, (outcomes.get(cache) ?? 0) + 1);
    },
  });
  const app = await createApp({ config: benchConfig(url, { LOG_LEVEL: 'info' }), logger });
  try {
    const endpoint = createEndpoint(`${await app.listen()}/graphql`);
    const authorization = `Bearer ${await createEditorKey(app.database, 'The benchmark of dashboards')}`;
    for (const rate of RATES) {
      outcomes.clear();
      await run(endpoint, rate, samples.slugs, authorization);
      const [hits = 0, misses = 0] = ['hit', 'miss'].map((outcome) => outcomes.get(outcome));
      const share = ((100 * hits) / (hits + misses)).toFixed(1);
      console.log(`${host.title}: ${share} % of ${hits + misses} answers were kept, at ${rate} requests per second`);
    }
  } finally {
    await app.close();
  }
}

async function main(): Promise<void> {
  for (const open of [openSqliteHost, openPostgresHost]) {
    const host = await open();
    if (host === null) continue;
    try {
      await measureOn(host);
    } finally {
      await host.remove();
    }
  }
}

void main();
