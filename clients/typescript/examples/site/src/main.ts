import { ConnectionError, EntenteClient, OperationError } from 'entente-client';
import { html } from './html.js';
import { activity, network, newsItem } from './item-pages.js';
import { LOCALES } from './language.js';
import {
  activityList,
  country,
  countryList,
  home,
  networkList,
  newsList,
  organisation,
  type Page,
  programme,
  type ReadPage,
} from './pages.js';

/** Lists and pages of items, by the first part of the address. */
const routes: Readonly<Record<string, { readonly list?: ReadPage; readonly item?: ReadPage }>> = {
  '': { list: home },
  activities: { list: activityList, item: activity },
  news: { list: newsList, item: newsItem },
  networks: { list: networkList, item: network },
  countries: { list: countryList, item: country },
  programmes: { item: programme },
  organisations: { item: organisation },
};

const notFound: Page = {
  title: 'Страница не найдена',
  body: html`<h1>Страница не найдена</h1>
    <p><a href="#/">На главную</a></p>`,
};

const api = new URLSearchParams(location.search).get('api') ?? 'http://localhost:4000/graphql';
const client = new EntenteClient({ url: api, locales: LOCALES });
const main = document.querySelector('main')!;
let latest = 0;

/** Shows the page at the address. A page that arrives after the reader has gone on is left out. */
async function show(): Promise<void> {
  latest += 1;
  const turn = latest;
  main.setAttribute('aria-busy', 'true');
  const page = await readPage().catch(pageOfError);
  if (turn !== latest) return;
  document.title = page.title;
  main.innerHTML = page.body.text;
  main.setAttribute('aria-busy', 'false');
  main.focus({ preventScroll: true });
  scrollTo(0, 0);
}

async function readPage(): Promise<Page> {
  const { pathname, searchParams } = new URL(location.hash.slice(1) || '/', location.origin);
  const [name = '', key] = pathname.split('/').slice(1).map(decodeURIComponent);
  const route = key === undefined ? routes[name]?.list : routes[name]?.item;
  return (await route?.(client, key ?? '', searchParams)) ?? notFound;
}

function pageOfError(error: unknown): Page {
  // An address that somebody typed, such as one with a country code that does not exist.
  if (error instanceof OperationError && error.code === 'BAD_USER_INPUT') return notFound;
  const reason = error instanceof ConnectionError ? 'Сервер не отвечает.' : 'Что-то пошло не так.';
  return {
    title: 'Ошибка',
    body: html`<h1>${reason}</h1>
      <p>Попробуйте ещё раз позже.</p>`,
  };
}

addEventListener('hashchange', () => void show());
void show();
