import type { HTTPGraphQLRequest } from '@apollo/server';
import { isRecord } from '../../graphql/cost/argument-measures';
import { type DocumentParameters, withDocument } from '../../graphql/documents/trusted-documents';

/** The parameters that determine the document of a request. A malformed request has none. */
export function parametersOf({ method, body, search }: HTTPGraphQLRequest): DocumentParameters {
  if (method !== 'GET') return isRecord(body) ? body : {};
  const parameters = new URLSearchParams(search);
  return {
    query: parameters.get('query'),
    documentId: parameters.get('documentId'),
    extensions: parseRecord(parameters.get('extensions')),
  };
}

/** Puts the text of its document into a request that has an identifier instead. */
export function replaceDocument(request: HTTPGraphQLRequest, document: string): void {
  if (request.method !== 'GET') {
    request.body = withDocument(request.body as DocumentParameters, document);
    return;
  }
  const parameters = new URLSearchParams(request.search);
  parameters.delete('documentId');
  parameters.delete('extensions');
  parameters.set('query', document);
  request.search = `?${parameters.toString()}`;
}

/**
 * The query string of a request without parameters that are null. GraphQL over HTTP says that null means the same as no parameter, and
 * Apollo Server refuses it.
 */
export function withoutNulls(search: string): string {
  const parameters = new URLSearchParams(search);
  const nulls = ['variables', 'extensions'].filter((name) => parse(parameters.get(name)) === null);
  if (nulls.length === 0) return search;
  for (const name of nulls) parameters.delete(name);
  return `?${parameters.toString()}`;
}

function parseRecord(text: string | null): Record<string, unknown> | undefined {
  const value = parse(text);
  return isRecord(value) ? value : undefined;
}

/** The value of a parameter. Undefined if the parameter is absent or not JSON. */
function parse(text: string | null): unknown {
  try {
    return text === null ? undefined : JSON.parse(text);
  } catch {
    // Apollo Server reports it.
    return undefined;
  }
}
