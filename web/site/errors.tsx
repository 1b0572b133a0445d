import { OperationError } from '../../clients/typescript/src/index.js';
import type { MessageKey } from './messages';
import type { PageContent } from './page';
import type { Visit } from './visit';

type ErrorStatus = 400 | 403 | 404 | 429 | 503;

/** A page that says that there is nothing at its address. */
export function notFoundContent(visit: Visit): PageContent {
  return contentFor(visit, 404);
}

/** A page for a form that another site has sent. */
export function refusedContent(visit: Visit): PageContent {
  return contentFor(visit, 403);
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
  return { ...contentFor(visit, statusOf(code), error.errors[0]?.message), headers };
}

function statusOf(code: string): ErrorStatus {
  switch (code) {
    case 'BAD_USER_INPUT':
    case 'QUERY_TOO_COMPLEX':
      return 400;
    case 'NOT_FOUND':
      return 404;
    case 'TOO_MANY_REQUESTS':
      return 429;
    default:
      return 503;
  }
}

function contentFor(visit: Visit, status: ErrorStatus, message = ''): PageContent {
  const { translate: t } = visit;
  const title = t(`error.${status}.title` satisfies MessageKey);
  return {
    title,
    status,
    body: (
      <article className="message">
        <h1>{title}</h1>
        <p>{t(`error.${status}.text` satisfies MessageKey, { message })}</p>
        <p>
          <a href={visit.href('/')}>{t('error.back')}</a>
        </p>
      </article>
    ),
  };
}
