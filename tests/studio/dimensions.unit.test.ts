import { dimensionsIn, textOfDimensions } from '../../web/studio/forms/inputs/dimensions';

test('dimensions survive as a line of text, with whatever characters they have', () => {
  const dimensions = [
    { name: 'sex', value: 'women' },
    { name: 'age: years; or \\', value: '18:30; \\;' },
    { name: 'a\\:', value: '' },
  ];
  expect(dimensionsIn(textOfDimensions(dimensions))).toEqual(dimensions);
  expect(textOfDimensions(dimensions.slice(0, 1))).toBe('sex: women');
});

test('a line may be typed without escapes as far as it is clear', () => {
  expect(dimensionsIn(' sex:women ; time: 10:30;; none')).toEqual([
    { name: 'sex', value: 'women' },
    { name: 'time', value: '10:30' },
    { name: 'none', value: '' },
  ]);
});
