import type {
  SiteActivityCardFragment,
  SiteAttachmentFragment,
  SiteLinkFragment,
  SiteNetworkCardFragment,
  SiteNewsCardFragment,
  SitePictureFragment,
} from 'entente-client/site';
import { html, type Markup } from './html.js';
import { dayText, langOf, periodText } from './language.js';

/** A picture in the width that the browser needs. */
function picture(image: SitePictureFragment | null, sizes: string): Markup | null {
  if (image === null) return null;
  const widths = `${image.w320} 320w, ${image.w640} 640w, ${image.w1280} 1280w`;
  const focus = `object-position: ${image.focalPoint.x * 100}% ${image.focalPoint.y * 100}%`;
  return html`<img
    src="${image.plain}"
    srcset="${widths}"
    sizes="${sizes}"
    width="${image.width}"
    height="${image.height}"
    alt="${image.alt}"
    style="${focus}"
    loading="lazy"
  />`;
}

/** A picture with its caption and its author. */
export function figure(image: SitePictureFragment | null): Markup | null {
  if (image === null) return null;
  const texts = [image.caption, image.credit === null ? null : `Фото: ${image.credit}`].filter((text) => text !== null);
  const caption = texts.length === 0 ? null : html`<figcaption>${texts.join('. ')}</figcaption>`;
  return html`<figure>${picture(image, '(max-width: 62rem) 100vw, 62rem')}${caption}</figure>`;
}

export function gallery(images: readonly SitePictureFragment[]): Markup | null {
  return images.length === 0 ? null : html`<div class="gallery">${images.map(figure)}</div>`;
}

export function activityCards(activities: readonly SiteActivityCardFragment[]): Markup {
  return cards(
    activities.map(({ slug, locale, title, summary, startsOn, endsOn, cover, operativeDimension }) => {
      const { activityTypeLabel, place, country } = operativeDimension;
      const facts = [activityTypeLabel, periodText(startsOn, endsOn), place, country?.name].filter(Boolean).join(', ');
      return html`${picture(cover, '20rem')}
        <h3${langOf(locale)}><a href="#/activities/${slug}">${title}</a></h3>
        <p class="muted">${facts}</p>
        <p class="text"${langOf(locale)}>${summary}</p>`;
    }),
  );
}

export function newsCards(news: readonly SiteNewsCardFragment[]): Markup {
  return cards(
    news.map(
      ({ slug, locale, title, excerpt, publishedAt, cover }) =>
        html`${picture(cover, '20rem')}
          <h3${langOf(locale)}><a href="#/news/${slug}">${title}</a></h3>
          <p class="muted">${dayText(publishedAt)}</p>
          <p class="text"${langOf(locale)}>${excerpt}</p>`,
    ),
  );
}

export function networkCards(networks: readonly SiteNetworkCardFragment[]): Markup {
  return cards(
    networks.map(
      ({ slug, locale, name, acronym, emblem }) =>
        html`${picture(emblem, '20rem')}
          <h3${langOf(locale)}><a href="#/networks/${slug}">${name}</a></h3>
          <p class="muted">${acronym}</p>`,
    ),
  );
}

/** A section with a heading; nothing if it has no content. */
export function section(heading: string, content: Markup | null): Markup | null {
  return content === null
    ? null
    : html`<section>
        <h2>${heading}</h2>
        ${content}
      </section>`;
}

export function list(entries: readonly Markup[]): Markup | null {
  return entries.length === 0
    ? null
    : html`<ul>
        ${entries.map((entry) => html`<li>${entry}</li>`)}
      </ul>`;
}

export function links(entries: readonly SiteLinkFragment[]): Markup | null {
  return list(entries.map(({ kindLabel, title, url }) => html`${kindLabel}: <a href="${url}">${title}</a>`));
}

export function attachments(files: readonly SiteAttachmentFragment[]): Markup | null {
  return list(
    files.map(({ title, url, byteSize }) => {
      const size = new Intl.NumberFormat('ru', { style: 'unit', unit: 'kilobyte', maximumFractionDigits: 0 });
      return html`<a href="${url}">${title}</a> (${size.format(Math.ceil(byteSize / 1000))})`;
    }),
  );
}

/** Facts that are known, with their names. */
export function facts(entries: readonly (readonly [name: string, value: Markup | string | null])[]): Markup {
  const known = entries.filter(([, value]) => value !== null && value !== '');
  return html`<dl>
    ${known.map(
      ([name, value]) =>
        html`<dt>${name}</dt>
          <dd>${value}</dd>`,
    )}
  </dl>`;
}

function cards(entries: readonly Markup[]): Markup {
  return html`<ul class="cards">
    ${entries.map((entry) => html`<li>${entry}</li>`)}
  </ul>`;
}
