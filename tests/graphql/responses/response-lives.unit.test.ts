import { HeaderMap, type HTTPGraphQLRequest } from '@apollo/server';
import { pino } from 'pino';
import type { ResponseLife } from '../../../src/core/types/cached';
import { QueryTooComplexError } from '../../../src/errors';
import { refusalResponse } from '../../../src/graphql/admission/refusal';
import { createApolloServer } from '../../../src/graphql/apollo-server';
import { DocumentStore } from '../../../src/graphql/documents/document-store';
import { ResponseLives } from '../../../src/graphql/responses/response-lives.plugin';
import { toySchema } from '../../http/toy-schema';

test('an answer by which a plugin refuses an operation with the status 200 may not be cached', async () => {
  const lives = new ResponseLives();
  const apollo = createApolloServer<{ requestId: string }>({
    schema: toySchema,
    documentStore: new DocumentStore(),
    logger: pino({ level: 'silent' }),
    introspection: true,
    sandbox: false,
    plugins: [
      lives.plugin(),
      {
        async requestDidStart() {
          return {
            async responseForOperation() {
              return refusalResponse(
                new QueryTooComplexError('It costs too much', { limit: 'cost', actual: 2, maximum: 1 }),
              );
            },
          };
        },
      },
    ],
  });
  await apollo.start();
  const headers = new HeaderMap([['content-type', 'application/json']]);
  const httpGraphQLRequest: HTTPGraphQLRequest = {
    method: 'POST',
    headers,
    search: '',
    body: { query: '{ __typename }' },
  };
  const reported: ResponseLife[] = [];
  lives.watch(httpGraphQLRequest, (life) => reported.push(life));

  const { status, body } = await apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest,
    context: async () => ({ requestId: '1' }),
  });
  await apollo.stop();

  expect(status ?? 200).toBe(200);
  expect(body).toMatchObject({ string: expect.stringContaining('QUERY_TOO_COMPLEX') });
  expect(reported.at(-1)).toBe('never');
});
