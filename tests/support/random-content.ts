import type { ChangeTargets } from './change-targets';
import type { Random } from './random';

const roles = ['FUNDING', 'HOST', 'PARTNER'];
const countries = ['KG', 'KZ', 'TJ', 'UZ', 'GE', 'UA'];
const statuses = ['PIPELINE', 'IMPLEMENTATION', 'CLOSED', null];
const sectors = ['11110', '15130', '15210'];
const goals = ['4', '16', '16.3'];
const currencies = ['EUR', 'USD'];

/** Random values for the fields of the inputs of each type. They refer to other targets. */
export class RandomContent {
  constructor(
    private readonly targets: ChangeTargets,
    private readonly random: Random,
  ) {}

  /** Values for all fields of a type that have no default. */
  valuesOf(type: string): Readonly<Record<string, unknown>> {
    const text = this.text();
    switch (type) {
      case 'Activity':
        return this.activity(text);
      case 'NewsItem':
        return {
          title: this.targets.name(),
          excerpt: text,
          body: this.markdown(),
          activities: this.keysOf('Activity'),
          ...this.files(),
        };
      case 'Network':
        return {
          ...this.named(),
          acronym: text.slice(0, 9),
          description: this.markdown(),
          supportedBy: this.keysOf('Organisation'),
          emblem: this.image(),
          links: this.links(),
        };
      case 'RestrictedDocument':
        return { title: this.targets.name(), position: 1 + this.random.below(2) };
      case 'Programme':
        return {
          ...this.named(),
          description: text,
          startsOn: this.year(),
          organisations: this.organisations(),
          logo: this.image(),
          links: this.links(),
        };
      case 'Organisation':
        return { ...this.named(), url: 'https://example.org/', logo: this.image() };
      case 'Image':
        return { alt: text, caption: text, credit: text, focalPoint: { x: this.random.next(), y: 0.5 } };
      case 'Attachment':
        return { title: text, language: this.random.pick(['en', 'ru']), publishedOn: `${this.year()}-05-01` };
      default:
        return this.named();
    }
  }

  /** The texts of a type in another language. */
  textsOf(type: string): Readonly<Record<string, unknown>> {
    const text = this.text();
    switch (type) {
      case 'Activity':
        return {
          title: text,
          summary: text,
          description: this.markdown(),
          place: text,
          topics: [text],
          objectives: [text, text],
        };
      case 'NewsItem':
        return { title: text, excerpt: text, body: this.markdown() };
      case 'RestrictedDocument':
        return { title: text };
      case 'Image':
        return { alt: text, caption: text };
      default:
        return { name: text };
    }
  }

  country(): string {
    return this.random.pick(countries);
  }

  private activity(text: string): Readonly<Record<string, unknown>> {
    return {
      title: this.targets.name(),
      summary: text,
      description: this.markdown(),
      place: text,
      startsOn: this.year(),
      programme: this.targets.keyOf(this.random, 'Programme'),
      component: this.random.chance(0.5) ? this.targets.keyOf(this.random, 'Component') : null,
      region: this.targets.keyOf(this.random, 'Region'),
      networks: this.keysOf('Network'),
      organisations: this.organisations(),
      participatingCountries: [this.country()],
      participation: this.participation(),
      topics: [text],
      objectives: [text, `${text} too`],
      ...this.classification(),
      budgets: this.budgets(),
      results: this.results(text),
      ...this.files(),
    };
  }

  private classification(): object {
    const { random } = this;
    const point = { latitude: random.below(90), longitude: random.below(180) };
    return {
      status: random.pick(statuses),
      iatiIdentifier: random.chance(0.5) ? `XM-DAC-${this.targets.name().replace(' ', '-')}` : null,
      reportingOrganisation: this.organisation(),
      sectors: random.chance(0.5) ? [{ code: random.pick(sectors), percentage: '100' }] : [],
      sdgs: [random.pick(goals)],
      policyMarkers: random.chance(0.5) ? ['1'] : ['2', '9'],
      locations: [{ name: this.targets.name(), point: random.chance(0.5) ? point : null }],
      recipients: [{ country: this.country() }],
    };
  }

  private budgets(): object[] {
    return Array.from({ length: this.random.below(3) }, (_, number) => ({
      type: 'ORIGINAL',
      status: this.random.pick(['INDICATIVE', 'COMMITTED']),
      periodStart: `${2020 + number}-01-01`,
      periodEnd: `${2020 + number}-12-31`,
      value: this.money(),
    }));
  }

  private results(title: string): object[] {
    const measured = (): object => ({ value: String(this.random.below(100)) });
    const days = { start: '2025-01-01', end: '2025-12-31' };
    const periods = (): object[] => [{ ...days, targets: [measured()], actuals: [measured()] }];
    return Array.from({ length: this.random.below(3) }, () => ({
      type: this.random.pick(['OUTPUT', 'OUTCOME']),
      title,
      indicators: [{ title, measure: 'UNIT', baseline: measured(), periods: this.random.chance(0.5) ? periods() : [] }],
    }));
  }

  /** A transaction of an activity. */
  transaction(): object {
    return {
      kind: this.random.pick(['DISBURSEMENT', 'EXPENDITURE', 'OUTGOING_COMMITMENT']),
      date: `${this.year()}-05-01`,
      value: this.money(),
      provider: this.organisation(),
      sector: this.random.pick(sectors),
      country: this.country(),
      description: this.text(),
    };
  }

  private money(): object {
    return { amount: String(1 + this.random.below(1000)), currency: this.random.pick(currencies) };
  }

  private organisation(): string | null {
    return this.random.chance(0.5) ? this.targets.keyOf(this.random, 'Organisation') || null : null;
  }

  private files(): object {
    const gallery = [...new Set([this.image(), this.image()])].filter((id) => id !== null);
    return { cover: this.image(), gallery, attachments: this.keysOf('Attachment'), links: this.links() };
  }

  private organisations(): object[] {
    return this.keysOf('Organisation').map((organisation) => ({ organisation, role: this.random.pick(roles) }));
  }

  /** Rows of few and of many people. */
  private participation(): object[] {
    return Array.from({ length: this.random.below(4) }, () => ({
      country: this.country(),
      organisation: this.organisation(),
      women: 1 + this.random.below(8),
    }));
  }

  private year(): string {
    return `20${10 + this.random.below(10)}`;
  }

  private image(): string | null {
    return this.random.chance(0.2) ? null : this.targets.keyOf(this.random, 'Image') || null;
  }

  private links(): object[] {
    return this.random.chance(0.5) ? [] : [{ kind: 'VIDEO', title: this.targets.name(), url: 'https://example.org/v' }];
  }

  private keysOf(type: string): string[] {
    const keys = [this.targets.keyOf(this.random, type), this.targets.keyOf(this.random, type)];
    return [...new Set(keys)].filter((key) => key !== '');
  }

  private named(): { readonly name: string } {
    return { name: this.targets.name() };
  }

  /** Markdown that perhaps shows an image, which it does if the image belongs to the item. */
  private markdown(): string {
    const shown = this.image();
    return shown === null ? this.text() : `${this.text()}\n\n![](image:${shown})`;
  }

  private text(): string {
    return `${this.targets.name()} *text*`;
  }
}
