import { manyByKey } from '../../core/access/loader';
import type { LoaderDefinition, RequestContext } from '../../core/access/request-context';
import type { Languages } from '../../core/languages/languages';
import { plainText } from '../../core/markdown/plain-text';
import type { FullTextTable } from '../../database/full-text/full-text';
import { raw, sql } from '../../database/sql/sql';
import { isActivityVisible } from '../catalogue/activity/activity.policy';
import { isNetworkVisible } from '../catalogue/network/network.policy';
import { isNewsItemVisible } from '../catalogue/news/news-item.policy';
import { countryOfNumber } from './search.countries';
import type { LocalizedText } from './search.snippet';
import type { SearchedItem } from './search.types';

/** The searched texts of an item in one language, in the order of preference for its snippet. */
interface SearchedTexts {
  readonly locale: string;
  readonly isOriginal: boolean;
  readonly texts: readonly (string | null)[];
}

/** A row with the texts of an item in its original language, or in that of a published translation. */
interface TextRow {
  readonly id: number;
  readonly locale: string;
  readonly isOriginal: number;
}

/**
 * Reads the searched texts with statements of its own, since the loaders of the types read only the columns that the
 * operation selects, and the texts of one language.
 */
const TEXT_LOADERS: Readonly<Record<FullTextTable, LoaderDefinition<number, SearchedTexts[]>>> = {
  activity: manyByKey(textsOfActivities),
  network: manyByKey(textsOfNetworks),
  news_item: manyByKey(textsOfNews),
  organisation: manyByKey(textsOfOrganisations),
};

/**
 * The searched texts of an item in all languages: first those in the language that the item is shown in, then those in the
 * other wanted ones, and then the others.
 */
export async function loadTexts(context: RequestContext, { type, id }: SearchedItem): Promise<LocalizedText[]> {
  const { loaders, operation, languages } = context;
  if (type === 'country') return namesOfCountry(id, operation.locales, languages);
  const all = await loaders.load(TEXT_LOADERS[type], id);
  const preference = ({ locale, isOriginal }: SearchedTexts): number => {
    const wanted = operation.locales.indexOf(locale);
    return wanted >= 0 ? wanted : operation.locales.length + (isOriginal ? 0 : 1);
  };
  const preferred = [...all].sort((one, other) => preference(one) - preference(other));
  return preferred.flatMap(({ locale, texts }) =>
    texts.filter((text) => text !== null).map((text) => ({ text, locale })),
  );
}

function namesOfCountry(number: number, wanted: readonly string[], languages: Languages): LocalizedText[] {
  const code = countryOfNumber(number);
  const locales = [...new Set([...wanted, ...languages.locales])];
  return code === undefined ? [] : locales.map((locale) => ({ text: languages.countryName(code, locale), locale }));
}

type Keyed = Promise<{ key: number; value: SearchedTexts }[]>;

async function textsOfActivities(ids: readonly number[], { read, viewer }: RequestContext): Keyed {
  const topics = read.jsonListOf('o.topic', raw('activity_topic o WHERE o.activity_id = a.id'), 'o.position');
  const isShown = sql`${read.isIn(sql`a.id`, ids)} AND ${isActivityVisible(viewer, 'a')}`;
  const rows = await read.query<
    TextRow & {
      title: string;
      summary: string;
      description: string | null;
      place: string | null;
      code: string | null;
      topics: string;
    }
  >(sql`
    SELECT a.id, a.original_locale AS locale, 1 AS is_original, a.title, a.summary, a.description, a.place, a.code,
      ${topics} AS topics
    FROM activity a WHERE ${isShown}
    UNION ALL
    SELECT a.id, t.locale, 0, t.title, t.summary, t.description, t.place, NULL, t.topics
    FROM activity a JOIN activity_translation t ON t.activity_id = a.id AND t.state = 'PUBLISHED' WHERE ${isShown}`);
  return rows.map(({ title, summary, description, place, code, topics: list, ...row }) =>
    textsOf(row, [summary, plain(description), title, (JSON.parse(list) as string[]).join(', '), place, code]),
  );
}

async function textsOfNetworks(ids: readonly number[], { read, viewer }: RequestContext): Keyed {
  const isShown = sql`${read.isIn(sql`n.id`, ids)} AND ${isNetworkVisible(viewer, 'n')}`;
  const rows = await read.query<TextRow & { name: string; acronym: string | null; description: string | null }>(sql`
    SELECT n.id, n.original_locale AS locale, 1 AS is_original, n.name, n.acronym, n.description
    FROM network n WHERE ${isShown}
    UNION ALL
    SELECT n.id, t.locale, 0, t.name, NULL, t.description
    FROM network n JOIN network_translation t ON t.network_id = n.id AND t.state = 'PUBLISHED' WHERE ${isShown}`);
  return rows.map(({ name, acronym, description, ...row }) => textsOf(row, [plain(description), name, acronym]));
}

async function textsOfNews(ids: readonly number[], { read, viewer }: RequestContext): Keyed {
  const isShown = sql`${read.isIn(sql`i.id`, ids)} AND ${isNewsItemVisible(viewer, 'i')}`;
  const rows = await read.query<TextRow & { title: string; excerpt: string; body: string | null }>(sql`
    SELECT i.id, i.original_locale AS locale, 1 AS is_original, i.title, i.excerpt, i.body FROM news_item i WHERE ${isShown}
    UNION ALL
    SELECT i.id, t.locale, 0, t.title, t.excerpt, t.body
    FROM news_item i JOIN news_item_translation t ON t.news_item_id = i.id AND t.state = 'PUBLISHED' WHERE ${isShown}`);
  return rows.map(({ title, excerpt, body, ...row }) => textsOf(row, [excerpt, plain(body), title]));
}

/** Organisations are public. */
async function textsOfOrganisations(ids: readonly number[], { read }: RequestContext): Keyed {
  const isShown = read.isIn(sql`o.id`, ids);
  const rows = await read.query<TextRow & { name: string; acronym: string | null }>(sql`
    SELECT o.id, o.original_locale AS locale, 1 AS is_original, o.name, o.acronym FROM organisation o WHERE ${isShown}
    UNION ALL
    SELECT o.id, t.locale, 0, t.name, NULL
    FROM organisation o JOIN organisation_translation t ON t.organisation_id = o.id AND t.state = 'PUBLISHED'
    WHERE ${isShown}`);
  return rows.map(({ name, acronym, ...row }) => textsOf(row, [name, acronym]));
}

function textsOf({ id, locale, isOriginal }: TextRow, texts: readonly (string | null)[]): Awaited<Keyed>[number] {
  return { key: id, value: { locale, isOriginal: isOriginal === 1, texts } };
}

function plain(markdown: string | null): string | null {
  return markdown === null ? null : plainText(markdown);
}
