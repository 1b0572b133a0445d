import { referenceKeysIn } from '../../web/studio/forms/reference-keys';

test('the items that a value names are named by the key of each entry, and by none of its other parts', () => {
  const people = { country: 'FR', women: 3, men: null, unspecified: 'many' };
  const rows = [
    { ...people, organisation: 'ministry' },
    { ...people, organisation: null },
  ];
  expect(referenceKeysIn('PARTICIPATION', rows)).toEqual(['ministry']);
  expect(referenceKeysIn('ORGANISATIONS_IN_ROLES', [{ role: 'FUNDING', organisation: 'court' }])).toEqual(['court']);
  expect(referenceKeysIn('IMAGES', ['one', 'two'])).toEqual(['one', 'two']);
  expect(referenceKeysIn('REFERENCE', 'justice')).toEqual(['justice']);
  expect(referenceKeysIn('REFERENCE', null)).toEqual([]);
});
