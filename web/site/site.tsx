import { renderToStaticMarkup } from 'react-dom/server';
import * as client from '../../clients/typescript/src/site.js';
import type { PageVisit, Site, SiteOptions } from '../../src/http/site/site';
import { errorContent, htmlOfBlock, notFoundContent, refusalContent, tooLongContent } from './errors';
import { loadExtension, type SiteExtension } from './extension';
import { type Assets, type Frame, framer } from './frame';
import { Layout } from './layout';
import type { Page, PageContent, PathParameters } from './page';
import { pages as builtInPages } from './pages/pages';
import { OwnHtml } from './parts/own-html';
import { Visit } from './visit';

/**
 * Maximum characters of the parameters of an address, percent-encoded. A page repeats them in up to 150 links. The form of
 * conditions sends up to 3,000: its text has at most 200 characters, each of which takes up to 9.
 */
const MAX_PARAMETERS_LENGTH = 4_000;

/** The policy of every page. The style sheet is in the page, so that the first visit need not wait for it. */
function contentSecurityPolicy({ stylesHash }: Assets): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' '${stylesHash}'`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/**
 * Creates the programme's pages.
 *
 * @param assets what the build has made
 * @throws Error if what the operator adds is not valid
 */
export function createSite(options: SiteOptions, assets: Assets): Site {
  const others = options.locales.filter((locale) => locale !== options.defaultLocale);
  const prefixes = others.map((locale) => `/${locale}`);
  const extension = loadExtension(options.own?.extension ?? null);
  const pages = pagesWith(extension);
  const frameOf = framer(options, extension, assets);
  // A refusal is the same for all visitors: it names no host of a visitor. Blocks of the operator may send operations.
  const optionsOfRefusal = { ...options, publisher: options.publisher ?? 'Entente' };
  const frameWithoutBlocks = framer(options, { ...extension, blocks: {} }, assets);
  const policy = contentSecurityPolicy(assets);
  return {
    paths: [...prefixes, ...['', ...prefixes].flatMap((prefix) => pages.map(({ path }) => prefix + path))],
    documents: Object.entries(client)
      .filter(([name]) => /^Site.*Document$/.test(name))
      .map(([, document]) => String(document)),
    respond: async (page) => {
      if (page.refusal !== null) {
        const refused = visitOf(page, optionsOfRefusal, others);
        return toResponse(refused, refusalContent(refused, page.refusal), await frameWithoutBlocks(refused), policy);
      }
      const visit = visitOf(page, options, others);
      const content = await contentOf(pages, visit).catch((error: unknown) => errorContent(visit, error));
      if (content instanceof Response) return content;
      const framed = await frameOf(visit).then(
        (frame) => ({ content, frame }),
        // An operation of a block has been refused. The page of its error has no blocks, because they would fail again.
        async (error: unknown) => ({
          content: errorContent(visit, error),
          frame: await frameWithoutBlocks(visit),
        }),
      );
      await page.takeTurn();
      return toResponse(visit, framed.content, framed.frame, policy);
    },
  };
}

/** The pages of the operator, and the built-in ones that they do not replace. */
function pagesWith({ pages: ownPages, blocks }: SiteExtension): readonly Page[] {
  const own = ownPages.map(({ path, show }): Page => ({
    path,
    show: async (visit, parameters) => {
      const content = await show(visit, parameters);
      return content && { ...content, body: <OwnHtml visit={visit} text={content.html} /> };
    },
  }));
  const builtIn = builtInPages.map((page): Page => {
    if (page.path !== '/' || blocks.home === undefined) return page;
    return {
      ...page,
      show: async (visit, parameters) => {
        const [content, html] = await Promise.all([page.show(visit, parameters), htmlOfBlock(blocks, 'home', visit)]);
        if (content === null || content instanceof Response) return content;
        return {
          ...content,
          body: (
            <>
              <OwnHtml visit={visit} text={html ?? ''} />
              {content.body}
            </>
          ),
        };
      },
    };
  });
  return [...own, ...builtIn.filter(({ path }) => !own.some((page) => page.path === path))];
}

/** The language of a page is the first part of its path, unless it is the default one. */
function visitOf(page: PageVisit, options: SiteOptions, others: readonly string[]): Visit {
  const { pathname } = new URL(page.request.url);
  const locale = others.find((other) => pathname === `/${other}` || pathname.startsWith(`/${other}/`));
  if (locale === undefined) return new Visit(page, options, options.defaultLocale, pathname);
  return new Visit(page, options, locale, pathname.slice(locale.length + 1) || '/');
}

async function contentOf(pages: readonly Page[], visit: Visit): Promise<PageContent | Response> {
  if (visit.url.searchParams.toString().length > MAX_PARAMETERS_LENGTH) return tooLongContent(visit);
  const found = findPage(pages, visit.path);
  if (found === null) return redirectToPage(pages, visit) ?? notFoundContent(visit);
  const { page, parameters } = found;
  const { request } = visit;
  const content =
    request.method === 'POST'
      ? await page.submit?.(visit, parameters, await request.formData())
      : await page.show(visit, parameters);
  return content ?? notFoundContent(visit);
}

/** Redirects addresses that name the default language, or end with a slash, to that of their page. Null if there is none. */
function redirectToPage(pages: readonly Page[], visit: Visit): Response | null {
  const { path, site, url } = visit;
  const language = `/${site.defaultLocale}/`;
  const withSlash = path.endsWith('/') ? path : `${path}/`;
  const pagePath =
    (withSlash.startsWith(language) ? withSlash.slice(language.length - 1) : withSlash).slice(0, -1) || '/';
  if (findPage(pages, pagePath) === null) return null;
  // Browsers ask again each time, because the default language can change.
  const headers = { location: visit.href(pagePath) + url.search, 'cache-control': 'no-cache' };
  return new Response(null, { status: 301, headers });
}

function findPage(
  pages: readonly Page[],
  path: string,
): { readonly page: Page; readonly parameters: PathParameters } | null {
  for (const page of pages) {
    const names = page.path.split('/');
    const values = path.split('/');
    if (names.length !== values.length) continue;
    if (!names.every((name, index) => (name.startsWith(':') ? values[index] !== '' : name === values[index]))) continue;
    const pairs = names.flatMap((name, index) =>
      name.startsWith(':') ? [[name.slice(1), decodeURIComponent(values[index]!)]] : [],
    );
    return { page, parameters: Object.fromEntries(pairs) as PathParameters };
  }
  return null;
}

function toResponse(visit: Visit, content: PageContent, frame: Frame, policy: string): Response {
  const html = `<!doctype html>${renderToStaticMarkup(<Layout visit={visit} content={content} frame={frame} />)}`;
  return new Response(html, {
    status: content.status ?? 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-language': visit.locale,
      'content-security-policy': policy,
      // No cache may keep documents that this visitor has opened.
      ...(visit.grants.tokens.length > 0 && { 'cache-control': 'no-store' }),
      ...content.headers,
    },
  });
}
