import type { Pages } from '../../../core/languages/page-address';
import type { IatiPart } from './iati-answers';
import { writeIatiActivity } from './iati-activity';
import type { IatiChecker } from './iati-checker';
import { SAME_AS_PROGRAMME, type IatiProblem } from './iati-problem';
import { hasIatiActivities, programmeIdentifier, writeIatiProgramme } from './iati-programme';
import type { IatiPublisher } from './iati-publisher';

/** An activity or a programme as an element of a file, with the reasons why it cannot be part of one. */
export interface CheckedElement {
  readonly identifier: string;
  readonly element: string;
  /** An empty list if the element is valid. */
  readonly problems: readonly IatiProblem[];
}

const ROOT = 'iati-activities';

interface CheckedElementsOptions {
  readonly publisher: IatiPublisher;
  readonly pages: Pages;
  readonly checker: IatiChecker;
  /** The day in UTC. */
  readonly today: string;
}

/** The elements of a file, part by part. Activities refer to the programmes of the first part that are valid. */
export class CheckedElements {
  /** Identifiers of valid programmes, by their slugs. */
  private readonly programmes = new Map<string, string>();
  /** Identifiers that no activity may have: those of all programmes. */
  private readonly taken = new Set<string>();

  constructor(private readonly options: CheckedElementsOptions) {}

  /** The elements of a part, which are checked against the standard: programmes come first. */
  async of({ activities, programmes, programmeSlugs, statistics }: IatiPart): Promise<CheckedElement[]> {
    const { publisher, pages } = this.options;
    for (const slug of programmeSlugs) this.taken.add(programmeIdentifier({ slug }, publisher));
    const published = programmes.filter((programme) => hasIatiActivities(programme, statistics));
    const checkedProgrammes = await this.check(
      published.map((programme) => ({
        identifier: programmeIdentifier(programme, publisher),
        element: writeIatiProgramme(programme, statistics, publisher),
      })),
    );
    for (const [index, { identifier, problems }] of checkedProgrammes.entries()) {
      if (problems.length === 0) this.programmes.set(published[index]!.slug, identifier);
    }
    const checkedActivities = await this.check(
      activities.map((activity) => ({
        identifier: activity.iatiIdentifier,
        element: writeIatiActivity(activity, { publisher, pages, programmes: this.programmes }),
      })),
    );
    return [
      ...inOrder(checkedProgrammes),
      ...checkedActivities.map((checked) =>
        this.taken.has(checked.identifier)
          ? { ...checked, problems: [...checked.problems, SAME_AS_PROGRAMME] }
          : checked,
      ),
    ];
  }

  private async check(written: readonly Omit<CheckedElement, 'problems'>[]): Promise<CheckedElement[]> {
    const { checker, today } = this.options;
    const elements = written.map(({ element }) => element);
    const problems = await checker.check(ROOT, elements, today);
    return written.map((one, index) => ({ ...one, problems: problems[index]! }));
  }
}

function inOrder(elements: readonly CheckedElement[]): CheckedElement[] {
  return [...elements].sort((one, other) => (one.identifier < other.identifier ? -1 : 1));
}
