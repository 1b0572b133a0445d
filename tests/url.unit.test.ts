import { parseUrl } from '../src/url';

test('parses a URL with a Latin-1 letter any number of times', () => {
  const read = Array.from({ length: 20_000 }, () => parseUrl('https://bücher.example/')?.href);
  expect(new Set(read)).toEqual(new Set(['https://xn--bcher-kva.example/']));
});

test('returns null for text that is no URL', () => {
  expect(['', 'bücher.example', 'https://', 'https://a b.example/'].map(parseUrl)).toEqual([null, null, null, null]);
});
