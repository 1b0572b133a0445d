import { COMPLETE_LOCALE, type Labels } from './labels';

/** The names of countries in one language. ICU takes over a microsecond for a name, so each is asked for once. */
export class CountryNames {
  private readonly known = new Map<string, string>();
  private readonly names: Intl.DisplayNames;
  private readonly labels: readonly (Labels | undefined)[];

  /**
   * @param locale a canonical BCP 47 tag
   * @param labelsOf names that take the place of those of CLDR in a language, the most wanted first
   */
  constructor(locale: string, labelsOf: (locale: string) => readonly (Labels | undefined)[]) {
    this.names = new Intl.DisplayNames([locale, COMPLETE_LOCALE], { type: 'region' });
    // The names of CLDR are in English if it has none in the language.
    this.labels = [...labelsOf(locale), ...labelsOf(this.names.resolvedOptions().locale)];
  }

  of(code: string): string {
    let name = this.known.get(code);
    if (name === undefined) {
      const label = this.labels.map((one) => one?.['Country']?.[code]).find((one) => one !== undefined);
      name = label ?? this.inCldr(code);
      this.known.set(code, name);
    }
    return name;
  }

  /** The name of CLDR, whatever takes its place. */
  inCldr(code: string): string {
    return this.names.of(code) ?? code;
  }
}
