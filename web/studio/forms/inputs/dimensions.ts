import type { MeasuredDimensionInput } from '../../../../clients/typescript/src/index.js';

/** Dimensions as one line: `sex: women; country: KG`. */
export function textOfDimensions(dimensions: readonly MeasuredDimensionInput[]): string {
  return dimensions.map(({ name, value }) => `${name}: ${value}`).join('; ');
}

/** The dimensions in such a line. A part without a colon is a name without a value, which the server refuses. */
export function dimensionsIn(text: string): MeasuredDimensionInput[] {
  return text
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const [name = '', ...value] = part.split(':');
      return { name: name.trim(), value: value.join(':').trim() };
    });
}
