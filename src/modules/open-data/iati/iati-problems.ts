import type { GraphQLSchema } from 'graphql';
import type { RequestContext } from '../../../core/access/request-context';
import { anonymous, type Viewer } from '../../../core/access/viewer';
import type { Pages } from '../../../core/languages/page-address';
import type { AskAgain, KeptFile } from '../public-file';
import { iatiActivitiesFile } from './iati-activities-file';
import type { IatiPart } from './iati-answers';
import { CheckedElements } from './iati-checked-elements';
import type { IatiChecker } from './iati-checker';
import type { IatiProblem } from './iati-problem';
import type { IatiPublisher } from './iati-publisher';

/** Executes the query of a file for a viewer, as a part of the operation with this context. */
export type ReadWithin = (
  context: RequestContext,
  schema: GraphQLSchema,
  file: Pick<KeptFile<unknown>, 'query' | 'variables'>,
  viewer: Viewer,
) => AskAgain;

export interface IatiProblemsOptions {
  readonly publisher: IatiPublisher;
  readonly pages: Pages;
  readonly checker: IatiChecker;
  readonly readWithin: ReadWithin;
}

/** Characters of the day in an instant. */
const DAY_LENGTH = 10;

/** Tells why activities are left out of the file, by making their part of it. */
export class IatiProblems {
  private readonly file: KeptFile<IatiPart>;

  constructor(private readonly options: IatiProblemsOptions) {
    this.file = iatiActivitiesFile(options.publisher, options.checker);
  }

  /**
   * The problems of an activity as the public sees it; a draft is judged as the public would see it. Null if it has no
   * identifier.
   */
  async ofActivity(
    context: RequestContext,
    schema: GraphQLSchema,
    { id, slug }: { readonly id: number; readonly slug: string },
  ): Promise<IatiProblem[] | null> {
    // A preview shows a draft as the public would see it. What else is not public stays hidden.
    const viewer: Viewer = { ...anonymous, preview: { type: 'Activity', id } };
    const ask = this.options.readWithin(context, schema, this.file, viewer);
    const page = { isPart: false, isOne: true, isStart: false, first: 1, after: null, slug };
    const read = this.file.partOf(await ask(page));
    const { items } = await this.file.complete(read, (variables) => ask({ ...page, ...variables }));
    const elements = new CheckedElements({ ...this.options, today: context.now.slice(0, DAY_LENGTH) });
    const [checked] = await elements.of(items[0]!);
    return checked?.problems.slice() ?? null;
  }
}
