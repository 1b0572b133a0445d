/** A dimension of a measurement, as the API has it. */
interface Dimension {
  readonly name: string;
  readonly value: string;
}

/** Dimensions as one line: `sex: women; country: KG`. A backslash precedes separators that belong to a name or a value. */
export function textOfDimensions(dimensions: readonly Dimension[]): string {
  return dimensions.map(({ name, value }) => `${escaped(name, /[\\:;]/g)}: ${escaped(value, /[\\;]/g)}`).join('; ');
}

/** The dimensions in such a line. A part without a colon is a name without a value, which the server refuses. */
export function dimensionsIn(text: string): Dimension[] {
  return split(text, ';')
    .filter((part) => part.trim() !== '')
    .map((part) => {
      const [name = '', ...value] = split(part, ':');
      return { name: unescaped(name.trim()), value: unescaped(value.join(':').trim()) };
    });
}

function escaped(text: string, separators: RegExp): string {
  return text.replaceAll(separators, '\\$&');
}

function unescaped(text: string): string {
  return text.replaceAll(/\\(.)/gsu, '$1');
}

/** The parts between separators before which there is no backslash, which itself may be escaped. */
function split(text: string, separator: ':' | ';'): string[] {
  const parts: string[] = [];
  let part = '';
  for (const [piece] of text.matchAll(/\\.|./gsu)) {
    if (piece === separator) {
      parts.push(part);
      part = '';
    } else part += piece;
  }
  return [...parts, part];
}
