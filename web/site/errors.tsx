import { OperationError } from '../../clients/typescript/src/site.js';
import type { Refusal } from '../../src/http/site/site';
import type { SiteExtension } from './extension';
import type { MessageKey } from './messages';
import type { PageContent } from './page';
import type { Visit } from './visit';

/** What a page says: that of a status, or that a valid address asks for too much. */
type Problem = 400 | 403 | 404 | 429 | 503 | 'complex';

/** The codes for which the operation itself is not the reason. */
const PROBLEMS_OF_SERVER: ReadonlyMap<string, Problem> = new Map<string, Problem>([
  ['TOO_MANY_REQUESTS', 429],
  ['OVERLOADED', 503],
  ['TIMEOUT', 503],
  ['CANCELLED', 503],
  // The log of the operation says why.
  ['INTERNAL_SERVER_ERROR', 503],
]);

/** The codes for which the address of the page can be the reason. */
const PROBLEMS_OF_ADDRESS: ReadonlyMap<string, Problem> = new Map<string, Problem>([
  ['BAD_USER_INPUT', 400],
  ['QUERY_TOO_COMPLEX', 'complex'],
  ['NOT_FOUND', 404],
]);

/** A page that says that there is nothing at its address. */
export function notFoundContent(visit: Visit): PageContent {
  return contentFor(visit, 404);
}

/** A page for a form that another site has sent. */
export function forbiddenContent(visit: Visit): PageContent {
  return contentFor(visit, 403);
}

/** The page for a refused visit. */
export function refusalContent(visit: Visit, refusal: Refusal): PageContent {
  return contentFor(visit, refusal);
}

/** A page for an address with too many or too long parameters. */
export function tooLongContent(visit: Visit): PageContent {
  return { ...contentFor(visit, 'complex'), status: 414 };
}

/**
 * A page for an error of the API.
 *
 * @throws any other error, and that of a faulty operation, so that the log says why
 */
export function errorContent(visit: Visit, error: unknown): PageContent {
  if (!(error instanceof OperationError)) throw error;
  const { code, retryAfterSeconds } = error;
  const problem = PROBLEMS_OF_SERVER.get(code) ?? PROBLEMS_OF_ADDRESS.get(code);
  if (problem === undefined) throw error;
  const headers = retryAfterSeconds === null ? {} : { 'retry-after': String(retryAfterSeconds) };
  return { ...contentFor(visit, problem, error.errors[0]?.message), headers };
}

/**
 * The HTML of an operator's block; null if there is no such block. Blocks stand on pages with any address, so that the address is not the
 * reason for an error of their operations.
 *
 * @throws OperationError if the server cannot run an operation at present; Error if the block is faulty
 */
export async function htmlOfBlock(
  blocks: SiteExtension['blocks'],
  name: keyof SiteExtension['blocks'],
  visit: Visit,
): Promise<string | null> {
  try {
    return (await blocks[name]?.(visit)) ?? null;
  } catch (error) {
    if (!(error instanceof OperationError) || PROBLEMS_OF_SERVER.has(error.code)) throw error;
    throw new Error(`An operation of the block ${name} is faulty`, { cause: error });
  }
}

function contentFor(visit: Visit, problem: Problem, message = ''): PageContent {
  const { translate: t } = visit;
  const title = t(`error.${problem}.title` satisfies MessageKey);
  return {
    title,
    status: problem === 'complex' ? 400 : problem,
    body: (
      <article className="message">
        <h1>{title}</h1>
        <p>{t(`error.${problem}.text` satisfies MessageKey)}</p>
        {problem === 400 && <p {...visit.inLanguage('en')}>{message}</p>}
        <p>
          <a href={visit.href('/')}>{t('error.back')}</a>
        </p>
      </article>
    ),
  };
}
