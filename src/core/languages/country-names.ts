import { COMPLETE_LOCALE, type Labels } from './labels';

/** The names of countries in one language. ICU takes over a microsecond for a name, so each is asked for once. */
export class CountryNames {
  private readonly known = new Map<string, string>();
  private readonly names: Intl.DisplayNames;

  /**
   * @param locale a canonical BCP 47 tag
   * @param labels names that take the place of those of CLDR, the most wanted first
   */
  constructor(
    locale: string,
    private readonly labels: readonly (Labels | undefined)[],
  ) {
    this.names = new Intl.DisplayNames([locale, COMPLETE_LOCALE], { type: 'region' });
  }

  of(code: string): string {
    let name = this.known.get(code);
    if (name === undefined) {
      const label = this.labels.map((one) => one?.['Country']?.[code]).find((one) => one !== undefined);
      name = label ?? this.names.of(code) ?? code;
      this.known.set(code, name);
    }
    return name;
  }
}
