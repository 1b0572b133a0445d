export enum TextDirection {
  LTR = 'LTR',
  RTL = 'RTL',
}

interface TextInfo {
  readonly direction: 'ltr' | 'rtl';
}

/** The property of Node 20, and the method that the final proposal has instead of it. */
interface LocaleWithTextInfo {
  readonly textInfo?: TextInfo;
  getTextInfo?(): TextInfo;
}

/** The direction in which texts of a language are written, by the data of CLDR. */
export function directionOf(locale: string): TextDirection {
  const info = new Intl.Locale(locale) as unknown as LocaleWithTextInfo;
  return (info.getTextInfo?.() ?? info.textInfo)?.direction === 'rtl' ? TextDirection.RTL : TextDirection.LTR;
}
