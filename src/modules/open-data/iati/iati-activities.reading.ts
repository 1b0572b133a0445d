import type { Ask } from '../public-file';
import { DEMONSTRATION_PREFIX, leavesOutDemonstration } from './iati-demonstration';
import type { IatiPublisher } from './iati-publisher';
import type {
  CompleteIatiActivity,
  CompleteIatiProgramme,
  IatiActivity,
  IatiActivityTexts,
  IatiProgramme,
  IatiProgrammeTexts,
  IatiStart,
  IatiTexts,
  ProgrammeStatistics,
} from './iati-responses';

/*
 * Reads what the file of activities is made from, in all languages: each one takes an execution of the query.
 */

interface Connection<T> {
  readonly nodes: readonly T[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/** The counts that the API can give. */
type Counts = Omit<ProgrammeStatistics, 'recipients'>;

interface StartResponse extends Counts {
  readonly latest: Pick<Connection<{ readonly updatedAt: string }>, 'nodes'>;
  readonly programmes: readonly IatiProgramme[];
}

/** What the file needs of programmes, except the counts of recipients, which the API does not have. */
export async function readIatiStart(
  ask: Ask,
  publisher: IatiPublisher,
): Promise<Omit<IatiStart, 'statistics'> & { readonly statistics: Counts }> {
  const counted = {
    iatiIdentifier: { isNull: false },
    ...(leavesOutDemonstration(publisher) && { not: { iatiIdentifier: { startsWith: DEMONSTRATION_PREFIX } } }),
  };
  const response = (await ask({ isProgrammes: true, isStart: true, counted })) as unknown as StartResponse;
  const { latest, programmes, statuses, sectors } = response;
  const translated: CompleteIatiProgramme[] = await withTranslations(programmes, async (locale) => {
    const { programmes: texts } = await ask({ locale: [locale], isProgrammes: true, hasFigures: false });
    return texts as readonly IatiProgrammeTexts[];
  });
  return { programmes: translated, statistics: { statuses, sectors }, generatedAt: latest.nodes[0]?.updatedAt ?? null };
}

/** The slugs of all programmes. */
export async function readProgrammeSlugs(ask: Ask): Promise<string[]> {
  const { slugs } = await ask({ isSlugs: true });
  return (slugs as readonly Pick<IatiProgramme, 'slug'>[]).map(({ slug }) => slug);
}

/** The activities with these global ids. Those that the viewer does not see are left out. */
export async function readIatiActivities(ask: Ask, ids: readonly string[]): Promise<CompleteIatiActivity[]> {
  const inLanguage = async <T>(variables: object): Promise<T[]> => {
    const { activities } = await ask({ ids, ...variables });
    return (activities as readonly (T | null)[]).filter((activity) => activity !== null);
  };
  const activities = await withTranslations(await inLanguage<IatiActivity>({}), (locale) =>
    inLanguage<IatiActivityTexts>({ locale: [locale], hasFigures: false }),
  );
  const completed: CompleteIatiActivity[] = [];
  for (const activity of activities) {
    completed.push({ ...activity, transactions: await allTransactionsOf(activity, ask) });
  }
  return completed;
}

/** Adds the texts in the other languages in which the public reads the items. */
async function withTranslations<T extends IatiTexts, I extends T & Languages>(
  items: readonly I[],
  readIn: (locale: string) => Promise<readonly T[]>,
): Promise<(I & { readonly translations: readonly T[] })[]> {
  const locales = new Set(items.flatMap((item) => otherLocalesOf(item)));
  const byId = new Map<string, T[]>(items.map(({ id }) => [id, []]));
  for (const locale of [...locales].sort()) {
    for (const texts of await readIn(locale)) {
      // An item without a translation into the language is shown in its original one.
      if (texts.locale === locale) byId.get(texts.id)?.push(texts);
    }
  }
  return items.map((item) => ({ ...item, translations: byId.get(item.id)! }));
}

interface Languages {
  readonly availableLocales: readonly string[];
  readonly locale: string;
}

/** The languages in which the item can be read, without the one in which it was read. */
function otherLocalesOf({ availableLocales, locale }: Languages): string[] {
  return availableLocales.filter((other) => other !== locale);
}

async function allTransactionsOf(
  { slug, transactions }: IatiActivity,
  ask: Ask,
): Promise<IatiActivity['transactions']> {
  const nodes = [...transactions.nodes];
  let { pageInfo } = transactions;
  while (pageInfo.hasNextPage) {
    const response = await ask({ isMore: true, slug, afterTransaction: pageInfo.endCursor });
    const more = response['more'] as Pick<IatiActivity, 'transactions'> | null;
    // The activity has been withdrawn meanwhile, so that it is read again.
    if (more === null) break;
    nodes.push(...more.transactions.nodes);
    ({ pageInfo } = more.transactions);
  }
  return { nodes, pageInfo };
}
