import { type Client, createClient } from 'graphql-ws';
import sharp from 'sharp';
import { WebSocket } from 'ws';
import { AttackClient, type Target } from './attack-client';

/** Makes an attack once. Returns what the server answered. */
type Attempt = () => Promise<string>;

export interface Attack {
  readonly title: string;
  /** How often it is made, unless as often as others. */
  readonly times?: number;
  prepare(target: Target): Promise<Attempt>;
}

/** For how long responses are not read, in milliseconds. The server waits for 10 seconds. */
const UNREAD_MS = 15_000;

const COUNTRIES = ['KG', 'KZ', 'TJ', 'UZ', 'GE', 'UA', 'MD', 'KE'];

const repeat = (count: number, one: (number: number) => string): string =>
  Array.from({ length: count }, (_, number) => one(number)).join(' ');

/** A filter with many conditions, a different one for each number. */
function manyConditions(number: number): string {
  const condition = (place: number): string =>
    `{ participatingCountry: [${[0, 1, 2].map((one) => `"${COUNTRIES[(place + one * 3) % COUNTRIES.length]!}"`).join(', ')}] }`;
  return `{ year: { gte: ${1990 + number} }, or: [${repeat(16, condition)}] }`;
}

/** An operation, whatever the server does with it. */
function operation(title: string, query: string, variables: object = {}): Attack {
  return {
    title,
    prepare: async (target) => {
      const client = new AttackClient(target);
      return async () => (await client.ask(query, variables)).outcome;
    },
  };
}

/** An operation with as many of its fields as the server admits. */
function mostOf(title: string, fieldOf: (number: number) => string): Attack {
  const queryOf = (count: number): string => `{ ${repeat(count, (number) => `a${number}: ${fieldOf(number)}`)} }`;
  return {
    title: `${title}, as many as are admitted`,
    prepare: async (target) => {
      const client = new AttackClient(target);
      const count = await client.mostAdmitted(queryOf);
      return async () => `${count} fields: ${(await client.ask(queryOf(count))).outcome}`;
    },
  };
}

/** Many requests, some of them at a time. */
function flood(
  title: string,
  count: number,
  request: (client: AttackClient, number: number) => Promise<string>,
): Attack {
  const AT_ONCE = 8;
  return {
    title,
    times: 1,
    prepare: async (target) => {
      const client = new AttackClient(target);
      return async () => {
        const outcomes = new Map<string, number>();
        for (let sent = 0; sent < count; sent += AT_ONCE) {
          const next = Array.from({ length: Math.min(AT_ONCE, count - sent) }, (_, place) =>
            request(client, sent + place),
          );
          for (const outcome of await Promise.all(next)) {
            const [kind] = outcome.split(', ') as [string];
            outcomes.set(kind, (outcomes.get(kind) ?? 0) + 1);
          }
        }
        return [...outcomes].map(([outcome, times]) => `${times} × ${outcome}`).join(', ');
      };
    },
  };
}

const allFacets = [
  'activityTypes',
  'components',
  'countries',
  'networks',
  'organisations',
  'participatingCountries',
  'programmes',
  'recipientCountries',
  'regions',
  'sdgs',
  'sectors',
  'statuses',
  'topics',
  'years',
]
  .map((facet) => `${facet} { value label count }`)
  .join(' ');

const heavyPage = `activities(first: 100, filter: { year: { gte: 1990 } }) { nodes { id title summary description descriptionHtml
  relatedNews(first: 100) { nodes { title excerpt body bodyHtml } } } }`;

/** Documents that are refused only after much work, or run although they look small. */
const hostileDocuments: readonly ((number: number) => string)[] = [
  // Validation compares selections of one response key pair by pair.
  (number) => `query H${number} { ${repeat(30, () => '...A')} }
    fragment A on Query { ${repeat(99, (place) => `a: activities(first: ${place + 1}) { totalCount }`)} }`,
  (number) =>
    `query H${number} { ...F0 } ${repeat(
      199,
      (level) => `fragment F${level} on Query { ...F${level + 1} ...F${level + 1} }`,
    )} fragment F199 on Query { __typename }`,
  (number) => `query H${number} { ${repeat(800, (place) => `wrong${place}`)} }`,
  (number) => `query H${number}(${repeat(600, (place) => `$v${place}: Unknown${place},`)}) { __typename }`,
  (number) => `query H${number} { ${'activities { nodes { networks { activities { nodes { '.repeat(6)} id`,
  (number) => `query H${number} { activities(filter: ${'{ not: '.repeat(400)}{}${'}'.repeat(400)}) { totalCount } }`,
  (number) =>
    `query H${number} { ${repeat(99, (place) => `s${place}: search(text: "${'ab '.repeat(20)}${place}") { nodes { __typename } }`)} }`,
  (number) =>
    `query H${number} { ${repeat(99, (place) => `t${place}: __type(name: "Activity") { fields { name type { fields { name } } } }`)} }`,
  (number) =>
    `query H${number} { node(id: "${'A'.repeat(4000)}") { ${repeat(99, (place) => `... on Activity { a${place}: title }`)} } }`,
  (number) =>
    `query H${number} @inLocales(preferred: [${repeat(1000, () => '"ru",')}]) { activities { nodes { title } } }`,
];

const find = `query ($slug: String!) { activity(slug: $slug) { id publication { version } } }`;
const update = `mutation ($input: UpdateActivityInput!) { updateActivity(input: $input) { activity { id } } }`;
const create = `mutation ($input: CreateActivityInput!) {
  createActivity(input: $input) { activity { id publication { version } } } }`;
const publish = `mutation ($input: PublishActivityInput!) { publishActivity(input: $input) { activity { id } } }`;
const createImage = `mutation ($input: CreateImageInput!) { createImage(input: $input) { image { id } uploadUrl } }`;
const createDocument = `mutation ($input: CreateRestrictedDocumentInput!) {
  createRestrictedDocument(input: $input) { restrictedDocument { id } uploadUrl } }`;
const unlock = `mutation ($input: UnlockActivityDocumentsInput!) {
  unlockActivityDocuments(input: $input) { __typename ... on UnlockRefused { reason } } }`;

/** An editor saves a text, and readers look at it. */
function markdown(title: string, text: string): Attack {
  const VIEWS = 10;
  return {
    title,
    prepare: async (target) => {
      const editor = new AttackClient(target);
      const reader = new AttackClient(target);
      const slug = target.slugs[0]!;
      const authorization = `Bearer ${target.token}`;
      return async () => {
        const { activity } = (await editor.ask(find, { slug }, { authorization })).answer.data!;
        const input = { id: activity.id, version: activity.publication.version, description: text };
        const saved = await editor.ask(update, { input }, { authorization });
        const page = 'query ($slug: String!) { activity(slug: $slug) { descriptionHtml } }';
        const views = [];
        for (let view = 0; view < VIEWS; view += 1) views.push((await reader.ask(page, { slug })).outcome);
        return `saved: ${saved.outcome}; seen: ${views.at(-1)!}`;
      };
    },
  };
}

/** 100 connections with 50 subscriptions each. */
class Subscribers {
  private readonly sockets: WebSocket[] = [];
  private readonly clients: Client[] = [];
  private answered = 0;

  constructor(
    private readonly target: Target,
    private readonly localAddress: string,
  ) {}

  async subscribe(fields: string): Promise<void> {
    const { sockets, localAddress } = this;
    class OwnSocket extends WebSocket {
      constructor(url: string, protocol: string) {
        super(url, protocol, { localAddress });
        sockets.push(this);
      }
    }
    const url = `${this.target.origin.replace('http', 'ws')}/graphql`;
    const query = `subscription { activityPublished { ${fields} } }`;
    for (let number = 0; number < 100; number += 1) {
      const client = createClient({ url, webSocketImpl: OwnSocket, retryAttempts: 0 });
      this.clients.push(client);
      for (let one = 0; one < 50; one += 1) {
        client.subscribe(
          { query },
          { next: () => (this.answered += 1), error: () => undefined, complete: () => undefined },
        );
      }
      // The last of them has started when another operation of its connection is answered.
      await new Promise<void>((resolve) => {
        client.subscribe(
          { query: '{ __typename }' },
          { next: () => undefined, error: () => resolve(), complete: resolve },
        );
      });
    }
  }

  /** Waits until all subscriptions have a response, or none has come for a while. */
  async answers(): Promise<number> {
    for (let [before, waited] = [-1, 0]; this.answered < 5000 && waited < 40; waited += 1) {
      if (this.answered > before) waited = 0;
      before = this.answered;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const { answered } = this;
    this.answered = 0;
    return answered;
  }

  /** Ends the connections without a word. */
  leave(): void {
    for (const socket of this.sockets) socket.terminate();
    for (const client of this.clients) void client.dispose();
  }
}

let published = 0;

async function publishOne(editor: AttackClient, description?: string): Promise<void> {
  const input = { title: `Published beside an attack ${(published += 1)}`, summary: 'A summary', description };
  const { activity } = (await editor.edit(create, input)).createActivity;
  await editor.edit(publish, { id: activity.id, version: activity.publication.version });
}

export const attacks: readonly Attack[] = [
  operation(
    'Counts under 98 conditions, 39 aliases',
    `query ($filter: ActivityFilter) {
      ${repeat(39, (number) => `a${number}: activities(filter: $filter, first: 1) { totalCount }`)} }`,
    { filter: { or: Array.from({ length: 98 }, () => ({ participatingCountry: ['KG', 'KZ', 'TJ'] })) } },
  ),
  mostOf(
    'Counts under 16 conditions',
    (number) => `activities(first: 1, filter: ${manyConditions(number)}) { totalCount }`,
  ),
  mostOf(
    'Pages under 16 conditions',
    (number) => `activities(first: 5, filter: ${manyConditions(number)}) { nodes { id } }`,
  ),
  mostOf(
    'All facets under a filter',
    (number) => `activities(filter: { year: { gte: ${1990 + number} } }) { facets { ${allFacets} } }`,
  ),
  mostOf(
    'Statistics by two dimensions',
    (number) =>
      `activityStatistics(groupBy: [YEAR, PARTICIPATING_COUNTRY], filter: { year: { gte: ${1990 + number} } }) { count participants { total } }`,
  ),
  mostOf(
    'Money by two dimensions',
    (
      number,
    ) => `moneyStatistics(kinds: [DISBURSEMENT], groupBy: [PROVIDER, SECTOR], filter: { year: { gte: ${1990 + number} } }) {
      groups { keys { value label } sums { value { amount currency } items activities } } }`,
  ),
  mostOf(
    'Codelists',
    (number) => `codelist(name: "${['Sector', 'UNSDG-Targets'][number % 2]!}") { code name vocabularyUri }`,
  ),
  mostOf(
    'Searches with typing errors',
    (number) => `search(text: "wrokshop trianing seminra judical ${number} a") { nodes { __typename } }`,
  ),
  mostOf(
    'Searches for frequent words',
    (number) =>
      `search(text: "the of and to for in a is on from with -x${number}") { nodes { __typename } totalCount }`,
  ),
  mostOf(
    'Searches that rank their matches by frequent words',
    (number) => `search(text: "narcotic the of and to for in a is on from with -x${number}") { nodes { __typename } }`,
  ),
  mostOf(
    'Texts that must contain something',
    (number) => `activities(filter: { text: "zzz${number} qqq" }) { totalCount nodes { id } }`,
  ),
  mostOf(
    'Lists below lists',
    (number) =>
      `networks(first: 20) { nodes { activities(first: ${number + 1}) { nodes { networks { name activities(first: 2) { nodes { title } } } } } } }`,
  ),
  mostOf(
    'Fields that are refused',
    () => `activities(first: 100) { nodes { ${repeat(10, (field) => `f${field}: hasDocumentsPassword`)} } }`,
  ),
  operation(
    'Refused fields below 90,000 lines',
    `${'\n'.repeat(90_000)}{ activities(first: 100) { nodes { hasDocumentsPassword } } }`,
  ),
  operation(
    'Null where a list refuses it',
    `query ($skipped: Boolean = true) { search(text: "training", first: 30) { nodes {
      ... on Activity { relatedNews(first: 1000) { totalCount } } ... on Network { name @skip(if: $skipped) } } } }`,
    { skipped: null },
  ),
  mostOf(
    'Pages with 99 fields',
    () => `activities(first: 100) { nodes { ${repeat(99, (field) => `f${field}: createdAt`)} } }`,
  ),
  operation(
    'Introspection, 380 aliases',
    `{ ${repeat(380, (number) => `a${number}: __type(name: "Activity") { fields { name description type { name fields { name description } } } }`)} __schema { types { name } } }`,
  ),
  mostOf(
    'Introspection of a type',
    () =>
      '__type(name: "Activity") { fields { name description args { name description } type { name fields { name description } } } }',
  ),
  operation('1,000 aliases of one field', `{ ${repeat(1000, (number) => `a${number}: __typename`)} }`),
  operation('500 @skips', `{ ${repeat(500, () => '__typename @skip(if: true)')} }`),
  flood(
    '1,000 distinct small documents',
    1000,
    async (client, number) => (await client.ask(`query T${number}{__typename}`)).outcome,
  ),
  flood(
    '1,000 hostile documents',
    1000,
    async (client, number) => (await client.ask(hostileDocuments[number % hostileDocuments.length]!(number))).outcome,
  ),
  {
    title: 'Responses that are not read, on 30 connections',
    times: 1,
    prepare: async (target) => {
      const client = new AttackClient(target);
      const queryOf = (count: number): string => `{ ${repeat(count, (number) => `a${number}: ${heavyPage}`)} }`;
      const query = queryOf(await client.mostAdmitted(queryOf));
      const { outcome } = await client.ask(query);
      return async () => {
        const ends = await Promise.all(Array.from({ length: 30 }, () => client.askUnread(query, UNREAD_MS)));
        const numberOf = (end: string): number => ends.filter((each) => each === end).length;
        return `${outcome}; ${numberOf('ended')} ended, ${numberOf('refused')} refused, ${numberOf('complete')} complete`;
      };
    },
  },
  {
    title: 'Idle connections, 300',
    times: 1,
    prepare: async (target) => {
      const client = new AttackClient(target);
      return async () => {
        const begin = performance.now();
        const closing = Array.from({ length: 300 }, () => {
          const socket = client.connect();
          socket.write('GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n');
          socket.resume();
          return new Promise((resolve) => socket.on('error', resolve).on('close', resolve));
        });
        await Promise.all(closing);
        return `closed after ${((performance.now() - begin) / 1000).toFixed(1)} s`;
      };
    },
  },
  {
    title: 'Bodies of 200 kB that are not completed, on 300 connections',
    prepare: async (target) => {
      const client = new AttackClient(target);
      const headers = 'Host: a\r\nContent-Type: application/json\r\nContent-Length: 250000';
      return async () => {
        let refused = 0;
        const sockets = Array.from({ length: 300 }, () => {
          const socket = client.connect().on('error', () => undefined);
          socket.on('data', () => (refused += 1));
          socket.write(`POST /graphql HTTP/1.1\r\n${headers}\r\n\r\n${' '.repeat(200_000)}`);
          return socket;
        });
        await new Promise((resolve) => setTimeout(resolve, 900));
        for (const socket of sockets) socket.destroy();
        return `${refused} refused`;
      };
    },
  },
  {
    title: 'Clients that leave 20 expensive operations',
    prepare: async (target) => {
      const client = new AttackClient(target);
      const queryOf = (count: number): string =>
        `{ ${repeat(count, (number) => `a${number}: activities(first: 1, filter: ${manyConditions(number)}) { totalCount }`)} }`;
      const query = queryOf(await client.mostAdmitted(queryOf));
      return async () => {
        await Promise.all(Array.from({ length: 20 }, () => client.leave(query, 50)));
        return 'left after 50 ms';
      };
    },
  },
  markdown('Markdown of 60 kB, a table', `| a | b |\n|---|---|\n${'| x | y |\n'.repeat(6000)}`.slice(0, 59_990)),
  markdown('Markdown of 60 kB, addresses', 'http://a.b/ '.repeat(4990)),
  {
    title: 'Publication to 5,000 subscriptions',
    prepare: async (target) => {
      const subscribers = new Subscribers(target, '127.0.2.1');
      const editor = new AttackClient(target);
      await subscribers.subscribe('id title summary descriptionHtml networks { name }');
      return async () => {
        await publishOne(editor);
        return `${await subscribers.answers()} answers`;
      };
    },
  },
  {
    title: 'Publication to 5,000 subscriptions with long results',
    prepare: async (target) => {
      const subscribers = new Subscribers(target, '127.0.2.3');
      const editor = new AttackClient(target);
      await subscribers.subscribe(repeat(99, (number) => `a${number}: descriptionHtml`));
      return async () => {
        await publishOne(editor, 'Words '.repeat(165));
        return `${await subscribers.answers()} answers`;
      };
    },
  },
  {
    title: '5,000 subscriptions that end without a word',
    times: 1,
    prepare: async (target) => {
      const subscribers = new Subscribers(target, '127.0.2.2');
      const editor = new AttackClient(target);
      await subscribers.subscribe('id title summary');
      return async () => {
        const publishing = publishOne(editor);
        subscribers.leave();
        await publishing;
        return 'left';
      };
    },
  },
  {
    title: 'A wrong password of a page with 100 documents',
    prepare: async (target) => {
      const editor = new AttackClient(target);
      const client = new AttackClient(target);
      const { activity } = (
        await editor.ask(find, { slug: target.slugs[1] }, { authorization: `Bearer ${target.token}` })
      ).answer.data!;
      for (let number = 0; number < 100; number += 1) {
        const input = { activityId: activity.id, title: `Report ${number}`, fileName: 'Report.txt' };
        const { uploadUrl } = (await editor.edit(createDocument, input)).createRestrictedDocument;
        await upload(uploadUrl, Buffer.from('Secret'));
      }
      return async () => {
        const { answer, outcome } = await client.ask(unlock, {
          input: { activityId: activity.id, password: 'ABCD-EFGH-JKLM' },
        });
        return answer.data?.['unlockActivityDocuments']?.reason ?? outcome;
      };
    },
  },
  {
    title: 'An image that claims 900 megapixels',
    prepare: async (target) => {
      const editor = new AttackClient(target);
      const background = { r: 0, g: 0, b: 0 };
      const bomb = await sharp({
        create: { width: 30_000, height: 30_000, channels: 3, background },
        limitInputPixels: false,
      })
        .png({ compressionLevel: 9 })
        .toBuffer();
      return async () => {
        const { uploadUrl } = (await editor.edit(createImage, { fileName: 'bomb.png', alt: 'A bomb' })).createImage;
        return String(await upload(uploadUrl, bomb));
      };
    },
  },
  {
    title: 'An image of 50 megapixels',
    prepare: async (target) => {
      const editor = new AttackClient(target);
      const background = { r: 0, g: 0, b: 0 };
      const large = await sharp({ create: { width: 7000, height: 7000, channels: 3, background } })
        .jpeg()
        .toBuffer();
      return async () => {
        const { uploadUrl } = (await editor.edit(createImage, { fileName: 'large.jpg', alt: 'A large one' }))
          .createImage;
        return String(await upload(uploadUrl, large));
      };
    },
  },
  flood('50 pages of figures of the site', 50, (client, number) =>
    client.get(`/figures?filter.year.gte=${1950 + number}`),
  ),
  flood('20 sheets of all activities', 20, (client, number) =>
    client.get(`/exports/activities.xlsx?filter.year.gte=${1950 + number}`),
  ),
];

async function upload(url: string, bytes: Buffer): Promise<number> {
  const response = await fetch(url, { method: 'PUT', body: new Uint8Array(bytes) });
  await response.text();
  return response.status;
}
