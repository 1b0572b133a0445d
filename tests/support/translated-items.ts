import { Role } from '../../src/core/access/role';
import { findKey } from '../../src/core/types/global-id';
import type { Network } from '../../src/modules/catalogue/network/network.entity';
import { PublicationState } from '../../src/modules/publishing/publication.entity';
import { make, publication } from './factories';
import { mutationsOf } from './mutations';
import type { Random } from './random';
import type { Asker, TestServer } from './test-server';
import { admin, viewerOf } from './viewers';

export const LOCALES = ['en', 'fr', 'ru'] as const;
export type Locale = (typeof LOCALES)[number];

/** The texts of an item in one language. */
export interface Texts {
  readonly title: string;
  readonly place: string | null;
  readonly topics: readonly string[];
}

export interface Item {
  readonly type: 'Activity' | 'NewsItem' | 'Network';
  readonly slug: string;
  readonly key: number;
  readonly original: Locale;
  readonly isPublished: boolean;
  readonly year: number | null;
  readonly isInNetwork: boolean;
  readonly texts: ReadonlyMap<Locale, Texts>;
  /** The languages of drafts of translations. */
  readonly drafts: ReadonlySet<Locale>;
}

export interface TranslatedItems {
  readonly items: readonly Item[];
  readonly network: Network;
  /** Nobody, an editor of the network, and an editor of everything. */
  readonly askers: readonly (readonly [name: 'nobody' | 'EDITOR of the network' | 'ADMIN', asker: Asker | undefined])[];
}

// Few, so that titles repeat, and of several scripts and cases.
const words: Readonly<Record<Locale, readonly string[]>> = {
  en: ['Alpha', 'beta', 'École', 'Zeta', 'мост', 'Åland'],
  fr: ['Alpha', 'été', 'Zèbre', 'école', 'île'],
  ru: ['Алма', 'мост', 'Ёлка', 'ясень', 'Beta'],
};
const topics: readonly Readonly<Record<Locale, string>>[] = [
  { en: 'Money laundering', fr: 'Blanchiment', ru: 'Отмывание денег' },
  { en: 'Training', fr: 'Formation', ru: 'Обучение' },
  { en: 'Borders', fr: 'Frontières', ru: 'Границы' },
  { en: 'École', fr: 'École', ru: 'Школа' },
];

/** Makes activities, news and networks in several languages, with drafts of items and of translations. */
export async function makeTranslatedItems(server: TestServer, random: Random, count: number): Promise<TranslatedItems> {
  const network = await make(server.app, (create) => create.network({ slug: 'held-by', name: 'Held by' }));
  const items: Item[] = [];
  for (let number = 0; number < count; number += 1) {
    const type = random.pick(['Activity', 'Activity', 'Activity', 'NewsItem', 'Network'] as const);
    items.push(await makeItem(server, random, { type, number, network }));
  }
  return {
    items,
    network,
    askers: [
      ['nobody', undefined],
      ['EDITOR of the network', viewerOf(Role.EDITOR, { networkId: network.id })],
      ['ADMIN', admin],
    ],
  };
}

async function makeItem(
  server: TestServer,
  random: Random,
  { type, number, network }: { type: Item['type']; number: number; network: Network },
): Promise<Item> {
  const slug = `item-${number}`;
  const original = random.pick(LOCALES);
  const own = random.shuffle(topics).slice(0, random.below(4));
  const textsIn = (locale: Locale): Texts => ({
    title: `${random.pick(words[locale])} ${random.pick(words[locale])}`,
    place: random.chance(0.3) ? null : random.pick(words[locale]),
    topics: own.map((topic) => topic[locale]),
  });
  const year = random.chance(0.3) ? null : 2020 + random.below(2);
  const isPublished = random.chance(0.85);
  const isInNetwork = type === 'Activity' && random.chance(0.4);
  const texts = new Map([[original, textsIn(original)]]);
  const { title, place, topics: originalTopics } = texts.get(original)!;
  const made = await make(server.app, async (create) => {
    const common = {
      slug,
      originalLocale: original,
      publication: publication(isPublished ? PublicationState.PUBLISHED : PublicationState.DRAFT),
    };
    if (type === 'Network') return create.network({ ...common, name: title });
    if (type === 'NewsItem') return create.newsItem({ ...common, title });
    const activity = await create.activity({ ...common, title, operativeDimension: { year, place } });
    for (const [index, topic] of originalTopics.entries())
      await create.topic({ activityId: activity.id, position: index + 1, topic });
    if (isInNetwork) await create.takesPart(activity, network);
    return activity;
  });
  const drafts = new Set<Locale>();
  let version = 1;
  for (const locale of random.shuffle(LOCALES.filter((one) => one !== original)).slice(0, random.below(3))) {
    const translated = textsIn(locale);
    const state = random.chance(0.6) ? 'PUBLISHED' : 'DRAFT';
    await mutationsOf(server, `set${type}Translation`).done(
      { id: made.globalId, version, locale, state, ...inputOf(type, translated) },
      '__typename',
    );
    version += 1;
    texts.set(locale, translated);
    if (state === 'DRAFT') drafts.add(locale);
  }
  return {
    type,
    slug,
    key: findKey(made.globalId, type)!,
    original,
    isPublished,
    year: type === 'Activity' ? year : null,
    isInNetwork,
    texts,
    drafts,
  };
}

function inputOf(type: Item['type'], { title, place, topics: own }: Texts): object {
  if (type === 'Network') return { name: title };
  if (type === 'NewsItem') return { title, excerpt: 'An excerpt.' };
  return { title, summary: 'A summary.', place, topics: own };
}

/** True if the asker may edit the item, and so sees it before it is published. */
export function isEditableBy(asker: TranslatedItems['askers'][number][0], { isInNetwork }: Item): boolean {
  return asker === 'ADMIN' || (asker === 'EDITOR of the network' && isInNetwork);
}

/** The languages of published texts. */
export function publishedLocales({ texts, drafts }: Item): Locale[] {
  return [...texts.keys()].filter((locale) => !drafts.has(locale));
}

/** The language that an item is shown in. */
export function shownLocale(item: Item, wanted: readonly Locale[]): Locale {
  const published = publishedLocales(item);
  return wanted.find((locale) => published.includes(locale)) ?? item.original;
}
