import { parseUrl } from '../src/url';

test('a URL with a letter of Latin-1 is read however often one was read before', () => {
  const read = Array.from({ length: 20_000 }, () => parseUrl('https://bücher.example/')?.href);
  expect(new Set(read)).toEqual(new Set(['https://xn--bcher-kva.example/']));
});

test('a text that is no URL is none', () => {
  expect(['', 'bücher.example', 'https://', 'https://a b.example/'].map(parseUrl)).toEqual([null, null, null, null]);
});
