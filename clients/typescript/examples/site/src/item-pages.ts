import { SiteActivityDocument, SiteNetworkDocument, SiteNewsItemDocument } from 'entente-client/site';
import { html, type Markup, sanitised } from './html.js';
import { dayText, durationText, langOf, languageNote, periodText } from './language.js';
import type { ReadPage } from './pages.js';
import { activityCards, attachments, facts, figure, gallery, links, list, newsCards, section } from './parts.js';

export const activity: ReadPage = async (client, slug) => {
  const { activity: found } = await client.request(SiteActivityDocument, { slug });
  if (found === null) return null;
  const { locale, title, summary, operativeDimension: dimension } = found;
  const organisations = found.organisations.map(
    ({ roleLabel, organisation }) =>
      html`<a href="#/organisations/${organisation.slug}" ${langOf(organisation.locale)}>${organisation.name}</a>
        (${roleLabel})`,
  );
  const networks = found.networks.map(
    (network) => html`<a href="#/networks/${network.slug}" ${langOf(network.locale)}>${network.name}</a>`,
  );
  const countries = found.participatingCountries.map(
    ({ code, name }) => html`<a href="#/countries/${code}">${name}</a>`,
  );
  const documents = found.restrictedDocuments.map(
    (document) =>
      html`<span${langOf(document.locale)}>${document.title}</span> (${document.content === null ? 'закрыт' : 'открыт'})`,
  );
  const objectives = found.objectives.map(({ text }) => html`<span${langOf(locale)}>${text}</span>`);
  const body = html`<article>
    <h1${langOf(locale)}>${title}</h1>
    ${languageNote(locale)} ${figure(found.cover)}
    ${facts([
      ['Вид', dimension.activityTypeLabel],
      ['Сроки', periodText(found.startsOn, found.endsOn)],
      ['Место', [dimension.place, dimension.country?.name].filter(Boolean).join(', ')],
      [
        'Программа',
        found.programme &&
          html`<a href="#/programmes/${found.programme.slug}" ${langOf(found.programme.locale)}
            >${found.programme.name}</a
          >`,
      ],
      ['Компонент', named(dimension.component)],
      ['Регион', named(dimension.region)],
      ['Темы', found.topics.join(', ')],
    ])}
    <p${langOf(locale)}>${summary}</p>
    <div${langOf(locale)}>${sanitised(found.descriptionHtml)}</div>
    ${section('Цели', list(objectives))} ${gallery(found.gallery)} ${section('Файлы', attachments(found.attachments))}
    ${section('Ссылки', links(found.links))} ${section('Организации', list(organisations))}
    ${section('Сети', list(networks))} ${section('Страны-участницы', list(countries))}
    ${section('Документы', list(documents))}
    ${found.relatedNews.nodes.length === 0 ? null : section('Новости', newsCards(found.relatedNews.nodes))}
  </article>`;
  return { title, body };
};

/** The name of an entry in its own language. */
function named(entry: { readonly name: string; readonly locale: string } | null): Markup | null {
  return entry === null ? null : html`<span${langOf(entry.locale)}>${entry.name}</span>`;
}

export const newsItem: ReadPage = async (client, slug) => {
  const { newsItem: found } = await client.request(SiteNewsItemDocument, { slug });
  if (found === null) return null;
  const { locale, title, excerpt } = found;
  const body = html`<article>
    <h1${langOf(locale)}>${title}</h1>
    <p class="muted">${dayText(found.publishedAt)}</p>
    ${languageNote(locale)} ${figure(found.cover)}
    <p${langOf(locale)}>${excerpt}</p>
    <div${langOf(locale)}>${sanitised(found.bodyHtml)}</div>
    ${gallery(found.gallery)} ${section('Файлы', attachments(found.attachments))} ${section('Ссылки', links(found.links))}
    ${found.relatedActivities.length === 0 ? null : section('О мероприятиях', activityCards(found.relatedActivities))}
  </article>`;
  return { title, body };
};

export const network: ReadPage = async (client, slug) => {
  const { network: found } = await client.request(SiteNetworkDocument, { slug });
  if (found === null) return null;
  const { locale, name, acronym, activities } = found;
  const members = found.memberCountries.map(
    ({ country, kindLabel, institution }) =>
      html`<a href="#/countries/${country.code}">${country.name}</a> (${kindLabel})
        ${institution === null ? null : html`<span class="muted" ${langOf(institution.locale)}>${institution.name}</span>`}`,
  );
  const supporters = found.supportedBy.map(
    (one) => html`<a href="#/organisations/${one.slug}" ${langOf(one.locale)}>${one.name}</a>`,
  );
  const body = html`<h1${langOf(locale)}>${name}</h1>
    ${languageNote(locale)} ${figure(found.emblem)}
    ${facts([
      ['Сокращение', acronym],
      ['Работает', durationText(found.since, null)],
    ])}
    <div${langOf(locale)}>${sanitised(found.descriptionHtml)}</div>
    ${section('Члены', list(members))} ${section('При поддержке', list(supporters))} ${section('Ссылки', links(found.links))}
    ${section(`Мероприятия (${activities.totalCount})`, activityCards(activities.nodes))}`;
  return { title: name, body };
};
