import { renderToStaticMarkup } from 'react-dom/server';
import type { PageVisit, Site, SiteOptions } from '../../src/http/site';
import * as client from '../../clients/typescript/src/index.js';
import { errorContent, notFoundContent } from './errors';
import { Layout } from './layout';
import type { Page, PageContent, PathParameters } from './page';
import { pages } from './pages/pages';
import { Visit } from './visit';

const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self' data:",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * Creates the programme's pages.
 *
 * @param styles address of the style sheet
 */
export function createSite(options: SiteOptions, styles: string): Site {
  const others = options.locales.filter((locale) => locale !== options.defaultLocale);
  const prefixes = others.map((locale) => `/${locale}`);
  return {
    paths: [...prefixes, ...['', ...prefixes].flatMap((prefix) => pages.map(({ path }) => prefix + path))],
    documents: Object.entries(client)
      .filter(([name]) => /^Site.*Document$/.test(name))
      .map(([, document]) => String(document)),
    respond: async (page) => {
      const visit = visitOf(page, options, others);
      const content = await contentOf(visit).catch((error: unknown) => errorContent(visit, error));
      return content instanceof Response ? content : toResponse(visit, content, styles);
    },
  };
}

/** The language of a page is the first part of its path, unless it is the default one. */
function visitOf(page: PageVisit, options: SiteOptions, others: readonly string[]): Visit {
  const { pathname } = new URL(page.request.url);
  const locale = others.find((other) => pathname === `/${other}` || pathname.startsWith(`/${other}/`));
  if (locale === undefined) return new Visit(page, options, options.defaultLocale, pathname);
  return new Visit(page, options, locale, pathname.slice(locale.length + 1) || '/');
}

async function contentOf(visit: Visit): Promise<PageContent | Response> {
  const found = findPage(visit.path);
  if (found === null) return notFoundContent(visit);
  const { page, parameters } = found;
  const { request } = visit;
  const content =
    request.method === 'POST'
      ? await page.submit?.(visit, parameters, await request.formData())
      : await page.show(visit, parameters);
  return content ?? notFoundContent(visit);
}

function findPage(path: string): { readonly page: Page; readonly parameters: PathParameters } | null {
  for (const page of pages) {
    const names = page.path.split('/');
    const values = path.split('/');
    if (names.length !== values.length) continue;
    if (!names.every((name, index) => name.startsWith(':') || name === values[index])) continue;
    const pairs = names.flatMap((name, index) =>
      name.startsWith(':') ? [[name.slice(1), decodeURIComponent(values[index]!)]] : [],
    );
    return { page, parameters: Object.fromEntries(pairs) as PathParameters };
  }
  return null;
}

function toResponse(visit: Visit, content: PageContent, styles: string): Response {
  const html = `<!doctype html>${renderToStaticMarkup(<Layout visit={visit} content={content} styles={styles} />)}`;
  return new Response(html, {
    status: content.status ?? 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-language': visit.locale,
      'content-security-policy': CONTENT_SECURITY_POLICY,
      ...content.headers,
    },
  });
}
