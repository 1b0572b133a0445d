/** Markup that can be put into a page as it is. */
export class Markup {
  constructor(readonly text: string) {}
}

type Value = Markup | string | number | null | readonly Value[];

/** Markup from a template. Texts in it are escaped, other markup is not, and null is left out. */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Markup {
  const parts = values.map((value, index) => textOf(value) + strings[index + 1]!);
  return new Markup(strings[0]! + parts.join(''));
}

/** Markup of a field such as `descriptionHtml`, which the server has sanitised. Null if the field is null. */
export function sanitised(text: string | null): Markup | null {
  return text === null ? null : new Markup(text);
}

function textOf(value: Value): string {
  if (value === null) return '';
  if (value instanceof Markup) return value.text;
  if (typeof value === 'string' || typeof value === 'number') return escape(String(value));
  return value.map(textOf).join('');
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
