import type { ReactElement } from 'react';
import { hreflangsOf } from '../../src/core/languages/page-address';
import type { Frame } from './frame';
import type { PageContent } from './page';
import { OwnHtml } from './parts/own-html';
import type { Visit } from './visit';

/** Three linked points. */
const ICON = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" fill="#0b5394" stroke="#0b5394"><path d="M3 12 8 3l5 9z" fill="none"/><circle cx="8" cy="3" r="2.5"/><circle cx="3" cy="12" r="2.5"/><circle cx="13" cy="12" r="2.5"/></svg>',
)}`;

interface LayoutProps {
  readonly visit: Visit;
  readonly content: PageContent;
  readonly frame: Frame;
}

/** The frame of every page: the head, the navigation, and what the operator says about the data. */
export function Layout({ visit, content, frame }: LayoutProps): ReactElement {
  const { translate: t } = visit;
  return (
    <html {...visit.interfaceLanguage}>
      <Head visit={visit} content={content} frame={frame} />
      <body>
        <a className="skip" href="#content">
          {t('nav.skip')}
        </a>
        {frame.header === null ? <Header visit={visit} frame={frame} /> : <OwnHtml visit={visit} text={frame.header} />}
        <main id="content" tabIndex={-1}>
          <LanguageNote visit={visit} content={content} />
          {content.body}
        </main>
        {content.usesLinkToken === true && <script type="module" src={frame.linkTokenScript} />}
        {frame.footer === null ? <Footer visit={visit} frame={frame} /> : <OwnHtml visit={visit} text={frame.footer} />}
      </body>
    </html>
  );
}

function Head({ visit, content, frame }: LayoutProps): ReactElement {
  const { title, image, status = 200, structuredData } = content;
  const name = siteName(visit);
  // Screen readers read the title first, and an alert that is there from the beginning not at all.
  const shownTitle = status === 422 ? visit.translate('site.problem', { title }) : title;
  const description = content.description ?? visit.translate('site.description', { name });
  return (
    <head>
      <meta charSet="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>{shownTitle === name ? name : `${shownTitle} · ${name}`}</title>
      <meta name="description" content={description} />
      <style dangerouslySetInnerHTML={{ __html: frame.styles }} />
      {frame.ownStyles !== null && <link rel="stylesheet" href={frame.ownStyles} />}
      <link rel="icon" href={ICON} />
      {status === 200 && <Addresses visit={visit} content={content} />}
      <link
        rel="alternate"
        type="application/atom+xml"
        href={feedAddress(visit)}
        title={visit.translate('footer.feeds')}
      />
      <meta property="og:title" content={title} />
      <meta property="og:site_name" content={name} />
      <meta property="og:type" content={structuredData === undefined ? 'website' : 'article'} />
      <meta property="og:description" content={description} />
      {image !== undefined && <meta property="og:image" content={image} />}
      {structuredData !== undefined && <StructuredData of={structuredData} />}
    </head>
  );
}

/** The addresses of a page, for search engines. Errors have none. */
function Addresses({ visit, content }: Pick<LayoutProps, 'visit' | 'content'>): ReactElement {
  const { site, url, locale } = visit;
  const { itemLocale = locale, availableLocales = site.locales } = content;
  const address = (of: string): string => url.origin + visit.href(visit.path, of);
  return (
    <>
      <link rel="canonical" href={address(site.locales.includes(itemLocale) ? itemLocale : locale)} />
      {hreflangsOf(
        availableLocales.filter((available) => site.locales.includes(available)),
        site.defaultLocale,
      ).map(([hreflang, of]) => (
        <link key={hreflang} rel="alternate" hrefLang={hreflang} href={address(of)} />
      ))}
      <meta property="og:url" content={address(locale)} />
    </>
  );
}

function StructuredData({ of }: { readonly of: object }): ReactElement {
  // A text that contains `</script>` must not end the element.
  const json = JSON.stringify({ '@context': 'https://schema.org', ...of }).replace(/</g, '\\u003c');
  return <script type="application/ld+json" dangerouslySetInnerHTML={{ __html: json }} />;
}

type FrameProps = Pick<LayoutProps, 'visit' | 'frame'>;

function Header({ visit, frame }: FrameProps): ReactElement {
  const { translate: t, path } = visit;
  const sections = [
    ['/activities', t('nav.activities')],
    ['/networks', t('nav.networks')],
    ['/countries', t('nav.countries')],
    ['/news', t('nav.news')],
    ['/figures', t('nav.figures')],
  ] as const;
  return (
    <header className="site">
      <a className="name" href={visit.href('/')}>
        {frame.logo !== null && <img src={frame.logo} alt="" />}
        {siteName(visit)}
      </a>
      <nav aria-label={t('nav.main')}>
        <details className="folded">
          <summary>{t('nav.menu')}</summary>
          <div>
            <ul>
              {sections.map(([section, name]) => (
                <li key={section}>
                  <a href={visit.href(section)} aria-current={path.startsWith(section) ? 'true' : undefined}>
                    {name}
                  </a>
                </li>
              ))}
            </ul>
            <form className="search" role="search" action={visit.href('/search')}>
              <input
                type="search"
                name="text"
                // What is typed may be in any language, and the hint is in English where the interface is.
                dir="auto"
                aria-label={t('search.label')}
                placeholder={t('search.placeholder')}
                defaultValue={path === '/search' ? (visit.url.searchParams.get('text') ?? '') : ''}
                maxLength={200}
                required
              />
              <button>{t('search.label')}</button>
            </form>
            <script type="module" src={frame.searchScript} />
            <LanguageMenu visit={visit} />
          </div>
        </details>
      </nav>
    </header>
  );
}

function LanguageMenu({ visit }: { readonly visit: Visit }): ReactElement | null {
  const { site, locale, path, url } = visit;
  if (site.locales.length < 2) return null;
  return (
    <nav className="languages" aria-label={visit.translate('nav.languages')}>
      <ul>
        {site.locales.map((other) => (
          <li key={other}>
            <a
              href={visit.href(path, other) + url.search}
              lang={other}
              hrefLang={other}
              aria-current={other === locale ? 'true' : undefined}
            >
              {new Intl.DisplayNames(other, { type: 'language' }).of(other)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function LanguageNote({ visit, content: { itemLocale } }: Pick<LayoutProps, 'visit' | 'content'>): ReactElement | null {
  if (itemLocale === undefined || itemLocale === visit.locale) return null;
  const [wanted, shown] = [visit.languageName(visit.locale), visit.languageName(itemLocale)];
  return <p className="note">{visit.translate('language.note', { wanted, shown })}</p>;
}

function Footer({ visit, frame }: FrameProps): ReactElement {
  const { site, translate: t } = visit;
  return (
    <footer className="site">
      {frame.footerText === null ? <p>{siteName(visit)}</p> : <OwnHtml visit={visit} text={frame.footerText} />}
      <ul>
        {site.licence !== null && (
          <li>
            <a href={site.licence} rel="license">
              {t('footer.licence')}
            </a>
          </li>
        )}
        <li>
          <a href={feedAddress(visit)}>{t('footer.feeds')}</a>
        </li>
        {site.hasGraphiql && (
          <li>
            <a href="/graphiql">{t('footer.api')}</a>
          </li>
        )}
      </ul>
    </footer>
  );
}

function siteName({ site, url }: Visit): string {
  return site.publisher ?? url.hostname;
}

function feedAddress({ locale }: Visit): string {
  return `/feeds/news.atom?locale=${locale}`;
}
