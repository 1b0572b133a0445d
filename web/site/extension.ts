import { z } from 'zod';
import type { PathParameters } from './page';
import type { Visit } from './visit';

/** A page of the operator. Its HTML is trusted: escape what comes from elsewhere. */
export interface OwnPage {
  /** In the syntax of the built-in pages, such as `/about` or `/teams/:slug`. One with the same path is replaced. */
  readonly path: string;
  readonly show: (visit: Visit, parameters: PathParameters) => OwnContent | Promise<OwnContent | null> | null;
}

export interface OwnContent {
  readonly title: string;
  readonly description?: string;
  readonly html: string;
}

/** Makes the HTML of a part of every page, or of the home page. */
export type OwnBlock = (visit: Visit) => string | Promise<string>;

/** What an operator's module can export. */
export interface SiteExtension {
  readonly pages: readonly OwnPage[];
  /** `header` and `footer` replace those of the site; `home` stands above what the home page shows. */
  readonly blocks: {
    readonly [Name in 'header' | 'footer' | 'home']?: OwnBlock | undefined;
  };
}

/** The type of a function. What it returns is seen when it is called. */
function functionOf<F>(): z.ZodType<F> {
  return z.custom<F>((value) => typeof value === 'function', 'must be a function');
}

const extensionType = z.strictObject({
  pages: z
    .array(z.strictObject({ path: z.string().regex(/^\//, 'must begin with /'), show: functionOf<OwnPage['show']>() }))
    .default([]),
  blocks: z
    .strictObject({ header: functionOf<OwnBlock>(), footer: functionOf<OwnBlock>(), home: functionOf<OwnBlock>() })
    .partial()
    .default({}),
});

/**
 * Loads the module of the operator.
 *
 * @param file its absolute path; null if there is none
 * @throws Error that says what is wrong with the exports, or what the module throws
 */
export function loadExtension(file: string | null): SiteExtension {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- its name is known at the start only
  const parsed = extensionType.safeParse((file === null ? null : require(file)) ?? {});
  if (parsed.success) return parsed.data;
  throw new Error(`site.cjs is not valid: ${z.prettifyError(parsed.error)}`);
}
