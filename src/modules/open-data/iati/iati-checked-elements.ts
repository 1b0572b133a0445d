import type { Pages } from '../../../core/languages/page-address';
import { isListed } from '../../figures/codelists/codelist';
import { writeIatiActivity } from './iati-activity';
import type { IatiChecker } from './iati-checker';
import { isLeftOut } from './iati-demonstration';
import { type IatiProblem, OF_DEMONSTRATION, otherPrefix, SAME_AS_PROGRAMME, unlistedCurrencies } from './iati-problem';
import { hasIatiActivities, programmeIdentifier, writeIatiProgramme } from './iati-programme';
import type { IatiPublisher } from './iati-publisher';
import type { CompleteIatiActivity, IatiStart } from './iati-responses';

/** An activity or a programme as an element of a file, with what is wrong with it. */
export interface CheckedElement {
  readonly identifier: string;
  readonly element: string;
  /** An empty list if the element is valid. */
  readonly problems: readonly IatiProblem[];
}

interface CheckedElementsOptions {
  readonly publisher: IatiPublisher;
  readonly pages: Pages;
  readonly checker: IatiChecker;
  /** The day in UTC. */
  readonly today: string;
}

/** Makes the elements of a file, and checks them against the standard. Activities refer to programmes that are valid. */
export class CheckedElements {
  /** Identifiers of valid programmes, by their slugs. */
  private readonly programmes = new Map<string, string>();
  /** Identifiers that no activity may have: those of all programmes. */
  private readonly taken = new Set<string>();

  constructor(private readonly options: CheckedElementsOptions) {}

  /** Reserves the identifiers of programmes. */
  reserve(slugs: readonly string[]): void {
    for (const slug of slugs) this.taken.add(programmeIdentifier({ slug }, this.options.publisher));
  }

  /** The elements of the programmes that have activities in IATI, in the order of their identifiers. Call it before others. */
  async ofProgrammes({ programmes, statistics }: Omit<IatiStart, 'generatedAt'>): Promise<CheckedElement[]> {
    const { publisher } = this.options;
    this.reserve(programmes.map(({ slug }) => slug));
    const published = programmes.filter((programme) => hasIatiActivities(programme, statistics));
    const checked = await this.check(
      published.map((programme) => ({
        identifier: programmeIdentifier(programme, publisher),
        element: writeIatiProgramme(programme, statistics, publisher),
      })),
    );
    for (const [index, { identifier, problems }] of checked.entries()) {
      if (problems.length === 0) this.programmes.set(published[index]!.slug, identifier);
    }
    return checked.sort((one, other) => (one.identifier < other.identifier ? -1 : 1));
  }

  /** The elements of activities, in the same order. */
  async ofActivities(activities: readonly CompleteIatiActivity[]): Promise<CheckedElement[]> {
    const { publisher, pages } = this.options;
    const checked = await this.check(
      activities.map((activity) => ({
        identifier: activity.iatiIdentifier,
        element: writeIatiActivity(activity, { publisher, pages, programmes: this.programmes }),
      })),
    );
    return checked.map((one, index) => ({
      ...one,
      problems: [...one.problems, ...this.problemsOf(activities[index]!)],
    }));
  }

  /** What the programmes contribute to the element of an activity with this identifier and programme. */
  contextOf(activity: { readonly identifier: string; readonly programme: string | null }): string {
    const { programme } = activity;
    const parent = programme === null ? undefined : this.programmes.get(programme);
    return `${parent ?? ''} ${this.isTaken(activity)}`;
  }

  /** Problems that neither the schema nor the rules for errors find. */
  private problemsOf(activity: CompleteIatiActivity): IatiProblem[] {
    const { iatiIdentifier: identifier } = activity;
    const { publisher } = this.options;
    const currencies = unlistedIn(activity);
    return [
      ...(this.isTaken({ identifier }) ? [SAME_AS_PROGRAMME] : []),
      ...(isLeftOut(identifier, publisher) ? [OF_DEMONSTRATION] : []),
      ...(currencies.length > 0 ? [unlistedCurrencies(currencies)] : []),
      ...(hasPrefix(activity, publisher) ? [] : [otherPrefix(publisher)]),
    ];
  }

  private isTaken({ identifier }: Pick<CheckedElement, 'identifier'>): boolean {
    return this.taken.has(identifier);
  }

  private async check(written: readonly Omit<CheckedElement, 'problems'>[]): Promise<CheckedElement[]> {
    const { checker, today } = this.options;
    const elements = written.map(({ element }) => element);
    const problems = await checker.check('iati-activities', elements, today);
    return written.map((one, index) => ({ ...one, problems: problems[index]! }));
  }
}

/** The currencies of an activity that the codelist of the standard lacks, sorted. */
function unlistedIn({ budgets, transactions }: CompleteIatiActivity): string[] {
  const currencies = new Set([...budgets, ...transactions.nodes].map(({ value }) => value.currency));
  return [...currencies].filter((currency) => !isListed('Currency', currency)).sort();
}

/** True if the identifier begins with that of the publisher, a former one, or that of the organisation that reports the activity first. */
function hasPrefix(
  { iatiIdentifier, reportingOrganisation }: CompleteIatiActivity,
  { identifier, formerIdentifiers }: IatiPublisher,
): boolean {
  const prefixes = [identifier, ...formerIdentifiers, reportingOrganisation?.identifier ?? identifier];
  return prefixes.some((prefix) => iatiIdentifier.startsWith(`${prefix}-`));
}
