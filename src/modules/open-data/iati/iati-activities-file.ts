import type { AskAgain, Part, PublicFile } from '../public-file';
import {
  iatiActivitiesQuery,
  type CompleteIatiActivity,
  type IatiActivity,
  type IatiActivityTexts,
  type IatiPart,
} from './iati-activities.query';
import { writeIatiActivity, type IatiActivityOptions } from './iati-activity';
import type { IatiChecker } from './iati-checker';
import type { IatiPublisher } from './iati-publisher';
import { endOfFile, startOfFile } from './iati-xml';

interface Connection<T> {
  readonly nodes: readonly T[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly totalCount?: number;
}

interface Answer {
  readonly activities: Connection<IatiActivity>;
  readonly latest?: Pick<Connection<{ readonly updatedAt: Date }>, 'nodes'>;
}

const ROOT = 'iati-activities';

/** The activities that have an identifier in IATI, in the format of IATI 2.03. Only what is valid is in it. */
export function iatiActivitiesFile(publisher: IatiPublisher, checker: IatiChecker): PublicFile<IatiPart> {
  return {
    path: '/iati/activities.xml',
    fileName: null,
    title: { en: 'Activities', fr: 'Activités', ru: 'Мероприятия' },
    mediaType: 'application/xml; charset=utf-8',
    isCompressible: true,
    isOfDay: true,
    query: iatiActivitiesQuery,
    variables: { locale: [] },
    defaults: {},
    limit: { items: Infinity, beyond: 'refuse' },
    partOf,
    complete,
    write: async function* (parts, origin, _variables, today) {
      let isStart = true;
      for await (const [part] of parts) {
        if (isStart) yield startOfFile(ROOT, part!.generatedAt);
        isStart = false;
        const checked = await checkActivities(part!, { publisher, pages: origin }, checker, today);
        yield checked.map(({ element, problems }) => (problems.length === 0 ? element : '')).join('');
      }
      yield endOfFile(ROOT);
    },
  };
}

/** An activity as an element of a file, with the reasons why it cannot be part of one. */
export interface CheckedActivity {
  readonly identifier: string;
  readonly element: string;
  /** Sentences; an empty list if the activity is valid. */
  readonly problems: readonly string[];
}

/** Writes the activities of a part, and checks them against the standard. */
export async function checkActivities(
  { activities }: IatiPart,
  options: IatiActivityOptions,
  checker: IatiChecker,
  today: string,
): Promise<CheckedActivity[]> {
  const elements = activities.map((activity) => writeIatiActivity(activity, options));
  const problems = await checker.check(ROOT, elements, today);
  return activities.map(({ iatiIdentifier }, index) => ({
    identifier: iatiIdentifier,
    element: elements[index]!,
    problems: problems[index]!,
  }));
}

function partOf(data: Readonly<Record<string, unknown>>): Part<IatiPart> {
  const { activities, latest } = data as unknown as Answer;
  const { nodes, pageInfo, totalCount } = activities;
  return {
    items: [
      {
        activities: nodes.map((activity) => ({ ...activity, translations: [] })),
        generatedAt: latest?.nodes[0]?.updatedAt ?? null,
      },
    ],
    next: pageInfo.hasNextPage ? pageInfo.endCursor : null,
    totalCount,
  };
}

/** Adds the texts in other languages, and the transactions beyond the first page of each activity. */
async function complete({ items: [part], ...rest }: Part<IatiPart>, askAgain: AskAgain): Promise<Part<IatiPart>> {
  const locales = new Set(part!.activities.flatMap((activity) => otherLocalesOf(activity)));
  const translations = new Map<string, IatiActivityTexts[]>();
  for (const locale of [...locales].sort()) {
    const { activities } = (await askAgain({ locale: [locale], isTranslation: true })) as unknown as Answer;
    for (const texts of activities.nodes) translations.set(texts.id, [...(translations.get(texts.id) ?? []), texts]);
  }
  const activities: CompleteIatiActivity[] = [];
  for (const activity of part!.activities) {
    const transactions = await allTransactionsOf(activity, askAgain);
    activities.push({ ...activity, transactions, translations: translations.get(activity.id) ?? [] });
  }
  return { ...rest, items: [{ ...part!, activities }] };
}

/** The languages in which the activity can be read, without that of the part. */
function otherLocalesOf({ availableLocales, locale }: IatiActivity): string[] {
  return availableLocales.filter((other) => other !== locale);
}

async function allTransactionsOf(
  { slug, transactions }: IatiActivity,
  askAgain: AskAgain,
): Promise<IatiActivity['transactions']> {
  const nodes = [...transactions.nodes];
  let { pageInfo } = transactions;
  while (pageInfo.hasNextPage) {
    const asked = { isMore: true, slug, afterTransaction: pageInfo.endCursor };
    const { more } = (await askAgain(asked)) as unknown as { more: Pick<IatiActivity, 'transactions'> | null };
    // The activity has been withdrawn meanwhile.
    if (more === null) break;
    nodes.push(...more.transactions.nodes);
    ({ pageInfo } = more.transactions);
  }
  return { nodes, pageInfo };
}
