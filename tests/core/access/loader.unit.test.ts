import { loadInGroups } from '../../../src/core/access/loader';

test('an error of one group does not affect the values of the others', async () => {
  const keys = ['a1', 'b1', 'a2', 'c1'].map((name) => ({ name }));
  const read = jest.fn(async (group: readonly { readonly name: string }[]) => {
    const names = group.map(({ name }) => name);
    if (names.includes('b1')) throw new Error('b cannot be read');
    return Promise.resolve(names.map((name) => `value of ${name}`));
  });

  expect(await loadInGroups(keys, ({ name }) => name[0]!, read)).toEqual([
    'value of a1',
    new Error('b cannot be read'),
    'value of a2',
    'value of c1',
  ]);
  expect(read).toHaveBeenCalledTimes(3);
});
