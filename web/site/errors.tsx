import { OperationError } from '../../clients/typescript/src/site.js';
import type { Refusal } from '../../src/http/site/site';
import type { MessageKey } from './messages';
import type { PageContent } from './page';
import type { Visit } from './visit';

/** What a page says: that of a status, or that a valid address asks for too much. */
type Problem = 400 | 403 | 404 | 429 | 503 | 'complex';

/** The codes of refusals for which the operation itself is not the reason. */
const TEMPORARY = ['TOO_MANY_REQUESTS', 'OVERLOADED', 'TIMEOUT', 'CANCELLED'];

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
 * @throws any other error
 */
export function errorContent(visit: Visit, error: unknown): PageContent {
  if (!(error instanceof OperationError)) throw error;
  const { code, retryAfterSeconds } = error;
  const headers = retryAfterSeconds === null ? {} : { 'retry-after': String(retryAfterSeconds) };
  return { ...contentFor(visit, problemOf(code), error.errors[0]?.message), headers };
}

/**
 * A page for an operation of a block that the server refuses at present.
 *
 * @throws any other error, so that the log says why
 */
export function blockErrorContent(visit: Visit, error: unknown): PageContent {
  if (error instanceof OperationError && !TEMPORARY.includes(error.code)) throw error;
  return errorContent(visit, error);
}

function problemOf(code: string): Problem {
  switch (code) {
    case 'BAD_USER_INPUT':
      return 400;
    case 'QUERY_TOO_COMPLEX':
      return 'complex';
    case 'NOT_FOUND':
      return 404;
    case 'TOO_MANY_REQUESTS':
      return 429;
    default:
      return 503;
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
