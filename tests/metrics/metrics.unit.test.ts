import { Metrics } from '../../src/metrics/metrics';

test('a value that cannot be read in time is left out, and the others are not', async () => {
  const metrics = new Metrics();
  metrics.addGauge('entente_test_hangs', 'Never read', null, () => new Promise(() => undefined));
  metrics.addGauge('entente_test_answers', 'Read at once', null, () => 1);
  const text = await metrics.text();

  expect(text).toMatch(/^entente_test_answers 1$/m);
  expect(text).not.toMatch(/^entente_test_hangs \d/m);
});

test('a value that cannot be read is left out instead of being zero', async () => {
  const metrics = new Metrics();
  let isAway = false;
  const read = async (): Promise<number> => {
    if (isAway) throw new Error('The database is away');
    return 2;
  };
  metrics.addGauge('entente_test_gauge', 'A gauge', null, read);
  metrics.addCounter('entente_test_counter', 'A counter', read);
  const valuesIn = (text: string): string[] => text.split('\n').filter((line) => line.startsWith('entente_test_'));

  expect(valuesIn(await metrics.text())).toEqual(['entente_test_gauge 2', 'entente_test_counter 2']);
  isAway = true;
  expect(valuesIn(await metrics.text())).toEqual([]);
});
