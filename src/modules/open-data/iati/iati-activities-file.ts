import type { Pages } from '../../../core/languages/page-address';
import type { AskAgain, Part, KeptFile } from '../public-file';
import {
  iatiActivitiesQuery,
  type CompleteIatiActivity,
  type IatiActivity,
  type IatiActivityTexts,
  type IatiGroup,
  type IatiPart,
  type IatiProgramme,
  type IatiProgrammeTexts,
  type IatiResult,
  type IatiTexts,
  type ProgrammeStatistics,
} from './iati-activities.query';
import { writeIatiActivity } from './iati-activity';
import type { IatiChecker } from './iati-checker';
import { hasIatiActivities, programmeIdentifier, writeIatiProgramme } from './iati-programme';
import type { IatiPublisher } from './iati-publisher';
import { endOfFile, startOfFile } from './iati-xml';

interface Connection<T> {
  readonly nodes: readonly T[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/** What an execution of the query answers. The programmes and their statistics are in that for the first part. */
interface Answer extends Partial<Omit<ProgrammeStatistics, 'recipients'>> {
  readonly activities: Connection<IatiActivity>;
  readonly programmes?: readonly IatiProgramme[];
  readonly latest?: Pick<Connection<{ readonly updatedAt: Date }>, 'nodes'>;
}

const ROOT = 'iati-activities';

/** The activities that have an identifier in IATI, with their programmes, in the format of IATI 2.03. All in it is valid. */
export function iatiActivitiesFile(publisher: IatiPublisher, checker: IatiChecker): KeptFile<IatiPart> {
  return {
    path: '/iati/activities.xml',
    title: { en: 'Activities', fr: 'Activités', ru: 'Мероприятия' },
    mediaType: 'application/xml; charset=utf-8',
    query: iatiActivitiesQuery,
    variables: { locale: [] },
    partOf,
    complete,
    write: async function* (parts, origin, _variables, today) {
      const elements = new CheckedElements({ publisher, pages: origin, checker, today });
      let isStart = true;
      for await (const [part] of parts) {
        if (isStart) yield startOfFile(ROOT, part!.generatedAt);
        isStart = false;
        const checked = await elements.of(part!);
        yield checked.map(({ element, problems }) => (problems.length === 0 ? element : '')).join('');
      }
      yield endOfFile(ROOT);
    },
  };
}

/** An activity or a programme as an element of a file, with the reasons why it cannot be part of one. */
export interface CheckedElement {
  readonly identifier: string;
  readonly element: string;
  /** Sentences; an empty list if the element is valid. */
  readonly problems: readonly string[];
}

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

  constructor(private readonly options: CheckedElementsOptions) {}

  /** The elements of a part, which are checked against the standard: programmes come first. */
  async of({ activities, programmes, statistics }: IatiPart): Promise<CheckedElement[]> {
    const { publisher, pages } = this.options;
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
    const ofProgrammes = new Set(this.programmes.values());
    return [
      ...inOrder(checkedProgrammes),
      ...checkedActivities.map((checked) =>
        ofProgrammes.has(checked.identifier)
          ? { ...checked, problems: [...checked.problems, 'A programme has the same identifier.'] }
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

function partOf(data: Readonly<Record<string, unknown>>): Part<IatiPart> {
  const { activities, programmes = [], latest, statuses = [], sectors = [] } = data as unknown as Answer;
  const { nodes, pageInfo } = activities;
  return {
    items: [
      {
        activities: nodes.map((activity) => ({ ...activity, translations: [], results: [] })),
        programmes: programmes.map((programme) => ({ ...programme, translations: [] })),
        statistics: { statuses, sectors, recipients: [] },
        generatedAt: latest?.nodes[0]?.updatedAt ?? null,
      },
    ],
    next: pageInfo.hasNextPage ? pageInfo.endCursor : null,
  };
}

/** Adds the texts in other languages, and the transactions beyond the first page of each activity. */
async function complete({ items: [part], ...rest }: Part<IatiPart>, askAgain: AskAgain): Promise<Part<IatiPart>> {
  const { activities, programmes } = part!;
  const locales = new Set([...activities, ...programmes].flatMap((item) => otherLocalesOf(item)));
  const ofActivities = new Texts<IatiActivityTexts>();
  const ofProgrammes = new Texts<IatiProgrammeTexts>();
  for (const locale of [...locales].sort()) {
    const answer = (await askAgain({ locale: [locale], isTranslation: true, hasFigures: false })) as unknown as Answer;
    ofActivities.add(answer.activities.nodes);
    ofProgrammes.add(answer.programmes ?? []);
  }
  const results = await resultsById(askAgain);
  const completed: CompleteIatiActivity[] = [];
  for (const activity of activities) {
    const transactions = await allTransactionsOf(activity, askAgain);
    completed.push({
      ...activity,
      transactions,
      results: results.get(activity.id) ?? [],
      translations: ofActivities.of(activity),
    });
  }
  const statistics =
    programmes.length === 0 ? part!.statistics : { ...part!.statistics, recipients: await countRecipients(askAgain) };
  const translated = programmes.map((programme) => ({ ...programme, translations: ofProgrammes.of(programme) }));
  return { ...rest, items: [{ ...part!, activities: completed, programmes: translated, statistics }] };
}

/** The results of the activities of a part. Their bound on the cost is far above what they cost, so they are read alone. */
async function resultsById(askAgain: AskAgain): Promise<Map<string, readonly IatiResult[]>> {
  const answer = await askAgain({ isResults: true, hasFigures: false, isStart: false });
  const { nodes } = answer['activities'] as Connection<Pick<CompleteIatiActivity, 'id' | 'results'>>;
  return new Map(nodes.map(({ id, results }) => [id, results]));
}

/** The numbers of activities by programme and recipient. Statistics of the API have no dimension of regions. */
async function countRecipients(askAgain: AskAgain): Promise<IatiGroup[]> {
  const counts = new Map<string, Map<string, number>>();
  let afterRecipient: string | null = null;
  do {
    const answer = await askAgain({ isPart: false, isStart: false, isRecipients: true, afterRecipient });
    const { nodes, pageInfo } = answer['recipients'] as Connection<Pick<IatiActivity, 'programme' | 'recipients'>>;
    for (const { programme, recipients } of nodes) {
      if (programme === null) continue;
      const ofProgramme = counts.get(programme.slug) ?? new Map<string, number>();
      counts.set(programme.slug, ofProgramme);
      for (const { country, region } of recipients) {
        const { code } = (country ?? region)!;
        ofProgramme.set(code, (ofProgramme.get(code) ?? 0) + 1);
      }
    }
    afterRecipient = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (afterRecipient !== null);
  return [...counts].flatMap(([slug, ofProgramme]) =>
    [...ofProgramme].map(([value, count]) => ({ keys: [{ value: slug }, { value }], count })),
  );
}

/** The texts of items in several languages. */
class Texts<T extends IatiTexts> {
  private readonly byId = new Map<string, T[]>();

  add(items: readonly T[]): void {
    for (const texts of items) this.byId.set(texts.id, [...(this.byId.get(texts.id) ?? []), texts]);
  }

  of({ id }: IatiTexts): T[] {
    return this.byId.get(id) ?? [];
  }
}

/** The languages in which the item can be read, without that of the part. */
function otherLocalesOf({
  availableLocales,
  locale,
}: {
  availableLocales: readonly string[];
  locale: string;
}): string[] {
  return availableLocales.filter((other) => other !== locale);
}

async function allTransactionsOf(
  { slug, transactions }: IatiActivity,
  askAgain: AskAgain,
): Promise<IatiActivity['transactions']> {
  const nodes = [...transactions.nodes];
  let { pageInfo } = transactions;
  while (pageInfo.hasNextPage) {
    const asked = { isPart: false, isMore: true, isStart: false, slug, afterTransaction: pageInfo.endCursor };
    const { more } = (await askAgain(asked)) as unknown as { more: Pick<IatiActivity, 'transactions'> | null };
    // The activity has been withdrawn meanwhile, so that the part is read again.
    if (more === null) break;
    nodes.push(...more.transactions.nodes);
    ({ pageInfo } = more.transactions);
  }
  return { nodes, pageInfo };
}
