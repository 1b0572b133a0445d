import { mutationsOf } from './mutations';
import type { TestServer } from './test-server';
import { editor } from './viewers';

/** All fields of results. */
export const shownResults = `results { id type title description indicators { id title measure isAscending
  baseline { value number date comment dimensions { name value } }
  periods { start end progress
    targets { value number dimensions { name value } } actuals { value number date comment dimensions { name value } } } } }`;

/** Sets the results of an activity as an editor, and returns them as they are shown. */
export async function setResults(
  server: TestServer,
  slug: string,
  results: readonly object[],
): Promise<Record<string, any>[]> {
  const { activity: before } = await server.data(
    'query ($slug: String) { activity(slug: $slug) { id publication { version } } }',
    { slug },
    editor,
  );
  const input = { activityId: before.id, version: before.publication.version, results };
  return (await mutationsOf(server, 'setResults', editor).done(input, `activity { ${shownResults} }`))['activity']
    .results;
}

export const period = (target: string | null, actual: string | null, more: object = {}) => ({
  start: '2025-01-01',
  end: '2025-12-31',
  targets: target === null ? [] : [{ value: target }],
  actuals: actual === null ? [] : [{ value: actual }],
  ...more,
});

export const indicator = (more: object = {}) => ({ title: 'Officers', measure: 'UNIT', ...more });

export const result = (title: string, ...indicators: readonly object[]) => ({ type: 'OUTPUT', title, indicators });
