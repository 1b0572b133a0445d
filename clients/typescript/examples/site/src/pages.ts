import {
  type EntenteClient,
  SiteActivitiesDocument,
  SiteActivityCountsDocument,
  SiteActivityFacetsDocument,
  SiteCountriesDocument,
  SiteCountryDocument,
  SiteHomeDocument,
  SiteNetworksDocument,
  SiteNewsDocument,
  SiteOrganisationDocument,
  SiteProgrammeDocument,
} from 'entente-client/site';
import { html, type Markup, sanitised } from './html.js';
import { durationText, langOf, languageNote, periodText } from './language.js';
import { activityCards, facts, figure, links, list, networkCards, newsCards, section } from './parts.js';

export interface Page {
  readonly title: string;
  readonly body: Markup;
}

/** Reads a page. `key` is the slug or code in its address; null: there is no such item. */
export type ReadPage = (client: EntenteClient, key: string, query: URLSearchParams) => Promise<Page | null>;

export const home: ReadPage = async (client) => {
  const { programmes, networks, activities, newsItems } = await client.request(SiteHomeDocument);
  const names = programmes.map(
    ({ slug, name, locale }) => html`<a href="#/programmes/${slug}" ${langOf(locale)}>${name}</a>`,
  );
  const body = html`<h1>Международное сотрудничество</h1>
    ${section('Программы', list(names))} ${section('Новости', newsCards(newsItems.nodes))}
    ${section(`Мероприятия (${activities.totalCount})`, activityCards(activities.nodes))}
    ${section('Сети', networkCards(networks.nodes))}`;
  return { title: 'Главная', body };
};

export const activityList: ReadPage = async (client, _key, query) => {
  const [country, year, after] = [query.get('country'), query.get('year'), query.get('after')];
  const filter = {
    ...(country !== null && { country: [country] }),
    ...(year !== null && { year: { eq: Number(year) } }),
  };
  const [page, counts, filters] = await Promise.all([
    client.request(SiteActivitiesDocument, { filter, first: 12, after }),
    client.request(SiteActivityCountsDocument, { filter }),
    client.request(SiteActivityFacetsDocument, { filter }),
  ]);
  const { nodes, pageInfo } = page.activities;
  const { totalCount } = counts.activities;
  const facets = { ...counts.activities.facets, ...filters.activities.facets };
  const choices = (name: string, values: typeof facets.years): Markup =>
    html`<p class="facets">
      ${values.map(({ value, label, count }) =>
        value === null ? null : html`<a href="#/activities?${name}=${value}">${label} (${count})</a> `,
      )}
    </p>`;
  const next = new URLSearchParams([...query].filter(([name]) => name !== 'after'));
  next.set('after', pageInfo.endCursor ?? '');
  const body = html`<h1>Мероприятия</h1>
    ${choices('country', facets.countries)} ${choices('year', facets.years)}
    <p>Найдено: ${totalCount}</p>
    ${activityCards(nodes)}
    ${pageInfo.hasNextPage ? html`<p><a href="#/activities?${next.toString()}">Дальше</a></p>` : null}`;
  return { title: 'Мероприятия', body };
};

export const newsList: ReadPage = async (client, _key, query) => {
  const { newsItems } = await client.request(SiteNewsDocument, { first: 12, after: query.get('after') });
  const { nodes, pageInfo } = newsItems;
  const body = html`<h1>Новости</h1>
    ${newsCards(nodes)}
    ${pageInfo.hasNextPage ? html`<p><a href="#/news?after=${pageInfo.endCursor}">Дальше</a></p>` : null}`;
  return { title: 'Новости', body };
};

export const networkList: ReadPage = async (client) => {
  const { networks } = await client.request(SiteNetworksDocument);
  return {
    title: 'Сети',
    body: html`<h1>Сети</h1>
      ${networkCards(networks.nodes)}`,
  };
};

export const countryList: ReadPage = async (client) => {
  const { countries } = await client.request(SiteCountriesDocument);
  const names = [...countries].sort((one, other) => one.name.localeCompare(other.name, 'ru'));
  const entries = names.map(({ code, name }) => html`<a href="#/countries/${code}">${name}</a>`);
  return {
    title: 'Страны',
    body: html`<h1>Страны</h1>
      ${list(entries)}`,
  };
};

export const country: ReadPage = async (client, code) => {
  const { country: found, tookPartIn } = await client.request(SiteCountryDocument, { code });
  if (found === null) return null;
  const memberships = found.memberships.map(
    ({ kindLabel, since, until, network: { slug, name, locale } }) =>
      html`<a href="#/networks/${slug}" ${langOf(locale)}>${name}</a>
        ${[kindLabel, durationText(since, until)].filter(Boolean).join(', ')}`,
  );
  const body = html`<h1>${found.name}</h1>
    ${section('Участие в сетях', list(memberships))}
    ${section(`Мероприятия в стране (${found.activities.totalCount})`, activityCards(found.activities.nodes))}
    ${section(`Участие в мероприятиях (${tookPartIn.totalCount})`, activityCards(tookPartIn.nodes))}`;
  return { title: found.name, body };
};

export const programme: ReadPage = async (client, slug) => {
  const { programme: found } = await client.request(SiteProgrammeDocument, { slug });
  if (found === null) return null;
  const components = found.components.map(
    ({ code, name, locale }) => html`${code}. <span${langOf(locale)}>${name}</span>`,
  );
  const organisations = found.organisations.map(
    ({ roleLabel, organisation }) =>
      html`<a href="#/organisations/${organisation.slug}" ${langOf(organisation.locale)}>${organisation.name}</a>
        (${roleLabel})`,
  );
  const body = html`<h1${langOf(found.locale)}>${found.name}</h1>
    ${languageNote(found.locale)} ${figure(found.logo)} ${facts([['Сроки', periodText(found.startsOn, found.endsOn)]])}
    <div${langOf(found.locale)}>${sanitised(found.descriptionHtml)}</div>
    ${section('Компоненты', list(components))} ${section('Организации', list(organisations))}
    ${section('Ссылки', links(found.links))}
    ${section(`Мероприятия (${found.activities.totalCount})`, activityCards(found.activities.nodes))}`;
  return { title: found.name, body };
};

export const organisation: ReadPage = async (client, slug) => {
  const { organisation: found } = await client.request(SiteOrganisationDocument, { slug });
  if (found === null) return null;
  const { name, locale, logo, acronym, url, activities } = found;
  const body = html`<h1${langOf(locale)}>${name}</h1>
    ${figure(logo)}
    ${facts([
      ['Сокращение', acronym],
      ['Страна', found.country?.name ?? null],
      ['Сайт', url === null ? null : html`<a href="${url}">${url}</a>`],
    ])}
    ${section(`Мероприятия (${activities.totalCount})`, activityCards(activities.nodes))}`;
  return { title: name, body };
};
