import type { GraphQLSchema } from 'graphql';
import type { RequestContext } from '../../../core/access/request-context';
import { anonymous, type Viewer } from '../../../core/access/viewer';
import type { Pages } from '../../../core/languages/page-address';
import { dayOf } from '../../../core/time';
import { encodeGlobalId } from '../../../core/types/global-id';
import type { Ask, CachedFile } from '../public-file';
import { readIatiActivities, readProgrammeSlugs } from './iati-activities.reading';
import { iatiActivitiesReading } from './iati-activities-file';
import { CheckedElements } from './iati-checked-elements';
import type { IatiChecker } from './iati-checker';
import type { IatiProblem } from './iati-problem';
import type { IatiPublisher } from './iati-publisher';

/** Executes the query of a file for a viewer, as a part of the operation with this context. */
export type ReadWithin = (
  context: RequestContext,
  schema: GraphQLSchema,
  file: Pick<CachedFile, 'query' | 'variables'>,
  viewer: Viewer,
) => Ask;

export interface IatiProblemsOptions {
  readonly publisher: IatiPublisher;
  readonly pages: Pages;
  readonly checker: IatiChecker;
  readonly readWithin: ReadWithin;
}

/** Tells what is wrong with activities of the file, by making their elements. */
export class IatiProblems {
  constructor(private readonly options: IatiProblemsOptions) {}

  /**
   * The problems of an activity as the public sees it; a draft is judged as the public would see it. Null if it has no
   * identifier.
   */
  async ofActivity(context: RequestContext, schema: GraphQLSchema, id: number): Promise<IatiProblem[] | null> {
    // A preview shows a draft as the public would see it. What else is not public stays hidden.
    const viewer: Viewer = { ...anonymous, preview: { type: 'Activity', id } };
    const ask = this.options.readWithin(context, schema, iatiActivitiesReading, viewer);
    const elements = new CheckedElements({ ...this.options, today: dayOf(context.now) });
    elements.reserve(await readProgrammeSlugs(ask));
    const [checked] = await elements.ofActivities(await readIatiActivities(ask, [encodeGlobalId('Activity', id)]));
    return checked?.problems.slice() ?? null;
  }
}
