/** The formats by language and options. There are few of both. */
const formats = new Map<string, Intl.NumberFormat>();

/**
 * The format of numbers in a language. Making one takes as long as writing forty numbers, and a
 * page of figures has hundreds of them.
 */
export function numberFormat(locale: string, options: Intl.NumberFormatOptions = {}): Intl.NumberFormat {
  const key = `${locale} ${JSON.stringify(options)}`;
  let format = formats.get(key);
  if (format === undefined) formats.set(key, (format = new Intl.NumberFormat(locale, options)));
  return format;
}
