import type { AskAgain, Part } from '../public-file';
import type {
  CompleteIatiActivity,
  IatiActivity,
  IatiActivityTexts,
  IatiGroup,
  IatiPart,
  IatiProgramme,
  IatiProgrammeTexts,
  IatiResult,
  IatiTexts,
  InLanguage,
  ProgrammeStatistics,
} from './iati-answers';

/*
 * How the answers of the executions for one part of the file of activities become that part.
 */

interface Connection<T> {
  readonly nodes: readonly T[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/** What an execution of the query answers. The programmes and their statistics are in that for the first part. */
interface Answer extends Partial<Omit<ProgrammeStatistics, 'recipients'>> {
  readonly activities?: Connection<IatiActivity>;
  /** Null: there is no such activity. */
  readonly one?: IatiActivity | null;
  readonly programmes?: readonly IatiProgramme[];
  /** All programmes, beside one activity. */
  readonly slugs?: readonly Pick<IatiProgramme, 'slug'>[];
  readonly latest?: Pick<Connection<{ readonly updatedAt: Date }>, 'nodes'>;
}

/** The part that one execution answers, without what `complete` adds. */
export function partOf(data: Readonly<Record<string, unknown>>): Part<IatiPart> {
  const answer: Answer = data;
  const { programmes = [], slugs = programmes, latest, statuses = [], sectors = [], activities } = answer;
  return {
    items: [
      {
        activities: activitiesOf(answer).map((activity) => ({
          ...activity,
          translations: [],
          results: [],
          translatedResults: [],
        })),
        programmes: programmes.map((programme) => ({ ...programme, translations: [] })),
        programmeSlugs: slugs.map(({ slug }) => slug),
        statistics: { statuses, sectors, recipients: [] },
        generatedAt: latest?.nodes[0]?.updatedAt ?? null,
      },
    ],
    next: activities?.pageInfo.hasNextPage === true ? activities.pageInfo.endCursor : null,
  };
}

/** The activities that an execution answers. Not all executions ask for all fields. */
function activitiesOf({ activities, one }: Answer): readonly IatiActivity[] {
  return [...(activities?.nodes ?? []), ...(one == null ? [] : [one])];
}

/** Adds the texts in other languages, and the transactions beyond the first page of each activity. */
export async function complete(
  { items: [part], ...rest }: Part<IatiPart>,
  askAgain: AskAgain,
): Promise<Part<IatiPart>> {
  const { activities, programmes } = part!;
  const locales = new Set([...activities, ...programmes].flatMap((item) => otherLocalesOf(item)));
  const ofActivities = new Texts<IatiActivityTexts>();
  const ofProgrammes = new Texts<IatiProgrammeTexts>();
  for (const locale of [...locales].sort()) {
    const answer: Answer = await askAgain({ locale: [locale], isTranslation: true, hasFigures: false });
    ofActivities.add(activitiesOf(answer));
    ofProgrammes.add(answer.programmes ?? []);
  }
  const results = await resultsById(askAgain);
  const translatedResults: ResultsById[] = [];
  for (const locale of new Set(activities.flatMap((activity) => otherLocalesOf(activity)))) {
    translatedResults.push(await resultsById(askAgain, locale));
  }
  const completed: CompleteIatiActivity[] = [];
  for (const activity of activities) {
    const transactions = await allTransactionsOf(activity, askAgain);
    completed.push({
      ...activity,
      transactions,
      results: results.get(activity.id)?.value ?? [],
      translatedResults: translatedResults
        .flatMap((byId) => byId.get(activity.id) ?? [])
        .filter(({ locale }) => locale !== activity.originalLocale),
      translations: ofActivities.of(activity),
    });
  }
  const statistics =
    programmes.length === 0 ? part!.statistics : { ...part!.statistics, recipients: await countRecipients(askAgain) };
  const translated = programmes.map((programme) => ({ ...programme, translations: ofProgrammes.of(programme) }));
  return { ...rest, items: [{ ...part!, activities: completed, programmes: translated, statistics }] };
}

type ResultsById = ReadonlyMap<string, InLanguage<readonly IatiResult[]>>;

/**
 * The results of the activities of a part, in the original language or in another one. Their bound on the cost is far above
 * what they cost, so they are read alone.
 */
async function resultsById(askAgain: AskAgain, locale?: string): Promise<ResultsById> {
  const asked = { isResults: true, hasFigures: false, isStart: false };
  const answer: Answer = await askAgain(locale === undefined ? asked : { ...asked, locale: [locale] });
  const activities = activitiesOf(answer) as readonly (IatiActivity & Pick<CompleteIatiActivity, 'results'>)[];
  return new Map(activities.map(({ id, locale: shown, results }) => [id, { locale: shown, value: results }]));
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
    const asked = {
      isPart: false,
      isOne: false,
      isMore: true,
      isStart: false,
      slug,
      afterTransaction: pageInfo.endCursor,
    };
    const { more } = (await askAgain(asked)) as unknown as { more: Pick<IatiActivity, 'transactions'> | null };
    // The activity has been withdrawn meanwhile, so that the part is read again.
    if (more === null) break;
    nodes.push(...more.transactions.nodes);
    ({ pageInfo } = more.transactions);
  }
  return { nodes, pageInfo };
}
