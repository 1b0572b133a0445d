import type { Pages } from '../../../core/languages/page-address';
import { writeIatiActivity } from './iati-activity';
import type { CompleteIatiActivity, IatiStart } from './iati-answers';
import type { IatiChecker } from './iati-checker';
import { DEMONSTRATION_PREFIX, leavesOutDemonstration } from './iati-demonstration';
import { type IatiProblem, OF_DEMONSTRATION, SAME_AS_PROGRAMME } from './iati-problem';
import { hasIatiActivities, programmeIdentifier, writeIatiProgramme } from './iati-programme';
import type { IatiPublisher } from './iati-publisher';

/** An activity or a programme as an element of a file, with the reasons why it cannot be part of one. */
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
    return checked.map((one) => ({ ...one, problems: [...one.problems, ...this.problemsOf(one)] }));
  }

  /** What the programmes contribute to the element of an activity with this identifier and programme. */
  contextOf(activity: { readonly identifier: string; readonly programme: string | null }): string {
    const { programme } = activity;
    const parent = programme === null ? undefined : this.programmes.get(programme);
    return `${parent ?? ''} ${this.isTaken(activity)}`;
  }

  /** The problems of an identifier, of which the standard knows nothing. */
  private problemsOf({ identifier }: Pick<CheckedElement, 'identifier'>): IatiProblem[] {
    const isOfDemonstration = identifier.startsWith(DEMONSTRATION_PREFIX);
    return [
      ...(this.isTaken({ identifier }) ? [SAME_AS_PROGRAMME] : []),
      ...(isOfDemonstration && leavesOutDemonstration(this.options.publisher) ? [OF_DEMONSTRATION] : []),
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
