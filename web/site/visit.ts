import { EntenteClient } from '../../clients/typescript/src/site.js';
import { languageName } from '../../src/core/languages/language-name';
import { pageAddress } from '../../src/core/languages/page-address';
import { directionOf } from '../../src/core/languages/text-direction';
import type { PageVisit, SiteOptions } from '../../src/http/site/site';
import { Dates } from '../shared/dates';
import { fileSize } from '../shared/file-size';
import { Grants } from './grants';
import { interfaceLocale, messagesIn, type Translate } from './messages';

/** The attributes of an element whose text is in a language. */
interface TextLanguage {
  readonly lang: string;
  readonly dir: string;
}

function textLanguage(locale: string): TextLanguage {
  return { lang: locale, dir: directionOf(locale).toLowerCase() };
}

/** One visit of a page: its address, its language, and the API with the rights of the visitor. */
export class Visit {
  readonly url: URL;
  readonly request: Request;
  readonly translate: Translate;
  readonly dates: Dates;
  /** Dates within messages, in the language of the interface. */
  readonly messageDates: Dates;
  readonly grants: Grants;
  readonly api: EntenteClient;
  /** The instant of the request (RFC 3339). */
  readonly now: string;

  /**
   * @param locale the language of the page
   * @param path the path without the language
   */
  constructor(
    { request, fetch, now }: PageVisit,
    readonly site: SiteOptions,
    readonly locale: string,
    readonly path: string,
  ) {
    this.request = request;
    this.now = now;
    this.url = new URL(request.url);
    this.translate = messagesIn(locale);
    this.dates = new Dates(locale);
    this.messageDates = new Dates(interfaceLocale(locale));
    this.grants = new Grants(request.headers.get('cookie') ?? '');
    this.api = new EntenteClient({
      url: new URL('/graphql', request.url).href,
      locales: [locale],
      grants: () => this.grants.tokens,
      usesPersistedQueries: false,
      fetch,
    });
  }

  /** The address of a page of the site in the language of this page, or in another one. */
  href(path: string, locale = this.locale): string {
    const address = pageAddress(path, locale, this.site.defaultLocale);
    // What follows two slashes at the beginning would be a host (RFC 3986, section 4.2).
    return address.startsWith('//') ? `/.${address}` : address;
  }

  /** The name of a language in the language of the interface. */
  languageName(locale: string): string {
    return languageName(locale, this.interfaceLanguage.lang);
  }

  /** The attributes of an element whose text is in this language. Empty if both the page and its interface are in it. */
  inLanguage(locale: string): Partial<TextLanguage> {
    return locale === this.locale && locale === this.interfaceLanguage.lang ? {} : textLanguage(locale);
  }

  /** The attributes of an element with names and dates in the language of the page, within an item that may be in another one. */
  get pageLanguage(): TextLanguage {
    return textLanguage(this.locale);
  }

  /**
   * The attributes of an element with messages of the interface, which may be in English on a page in another language. The page
   * stays mirrored: each message has its own direction.
   */
  get interfaceLanguage(): TextLanguage {
    return { ...this.pageLanguage, lang: interfaceLocale(this.locale) };
  }

  /**
   * The time of a membership or a programme in the language of the interface. It goes on if `until` is null; empty if neither day is
   * known.
   */
  periodOf(since: string | null, until: string | null): string {
    const { messageDates: dates, translate } = this;
    if (since !== null && until === null) return translate('period.since', { date: dates.partial(since) });
    if (since === null && until !== null) return translate('period.until', { date: dates.partial(until) });
    return dates.range(since, until);
  }

  /** The size of a file in the language of the interface. */
  sizeOf(bytes: number): string {
    return fileSize(bytes, this.interfaceLanguage.lang);
  }

  /** True if the page shows what is not public yet. It has no forms. */
  get isPreview(): boolean {
    return this.path.startsWith('/previews/');
  }

  get isSecure(): boolean {
    return this.url.protocol === 'https:';
  }

  /** True unless a page of another site has sent the request. */
  get isSameOrigin(): boolean {
    const { headers } = this.request;
    const site = headers.get('sec-fetch-site');
    if (site !== null) return site === 'same-origin';
    return headers.get('origin') === this.url.origin;
  }

  /** True if the browser says that a page of another origin has led here. Older browsers do not say it. */
  get isFromOtherOrigin(): boolean {
    return !['same-origin', 'none', null].includes(this.request.headers.get('sec-fetch-site'));
  }

  /**
   * Leads to another address, or to this page, with other parameters or none.
   *
   * @param location an absolute URL, or what follows the path: parameters, a fragment, or both
   * @param cookie the header Set-Cookie of the response
   */
  redirect(location: string, cookie?: string): Response {
    const headers = new Headers({
      location: /^[?#]/.test(location) ? this.url.pathname + location : location,
      'cache-control': 'no-store',
    });
    if (cookie !== undefined) headers.set('set-cookie', cookie);
    return new Response(null, { status: 303, headers });
  }
}
