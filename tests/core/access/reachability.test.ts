import {
  askers,
  expectPoliciesOnEveryPath,
  idsOf,
  openTo,
  previewOf,
  reach,
  reachableBy,
  useWorld,
} from './reachability';

useWorld();

test.each(askers)('along every path of three steps, %s reaches exactly what the policies allow', (asker) =>
  expectPoliciesOnEveryPath(asker, 3),
);

describe.each([
  [
    'an activity',
    'Activity',
    'casc-false',
    ['', 'image-', 'attachment-', 'objective-', 'transaction-', 'indicator-']
      .map((part) => `${part}casc-false`)
      .concat('document-casc-false-true'),
  ],
  ['a piece of news', 'NewsItem', 'news-false', ['news-false', 'image-news-false', 'attachment-news-false']],
  ['a network', 'Network', 'hidden', ['hidden', 'member-hidden']],
])('by a preview of %s', (_what, kind, name, shown) => {
  test.each(askers)('%s also reaches the previewed item, and unlocks nothing with it', async (asker) => {
    const known = new Set(reachableBy(asker));
    const opened = new Set(openTo(asker));
    const previewed = idsOf(shown);

    const { ids, unlocked, contents } = await reach(asker, 3, await previewOf(kind, name));

    expect([...ids]).toEqual(expect.arrayContaining(previewed));
    expect([...ids].filter((id) => !known.has(id) && !previewed.includes(id))).toEqual([]);
    expect([...unlocked, ...contents].filter((id) => !opened.has(id))).toEqual([]);
  });
});
