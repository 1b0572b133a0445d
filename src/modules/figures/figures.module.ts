import type { Module, ModuleOptions, ResolverClass } from '../../core/module';
import type { Publishing } from '../publishing/publishing.service';
import {
  ActivityClassificationEditingResolver,
  ActivityClassificationResolver,
} from './activity-classification/activity-classification.resolver';
import {
  ActivityParticipationResolver,
  ParticipationEditingResolver,
} from './activity-people/activity-participation.resolver';
import { applySmallCount } from './activity-people/small-count';
import { CodelistResolver } from './codelists/codelist.resolver';
import { ParticipationResolver } from './people/participation.resolver';

export const figuresResolvers: readonly ResolverClass[] = [
  ActivityClassificationEditingResolver,
  ActivityClassificationResolver,
  ActivityParticipationResolver,
  CodelistResolver,
  ParticipationEditingResolver,
  ParticipationResolver,
];

interface FiguresOptions extends Pick<ModuleOptions, 'database' | 'clock'> {
  readonly publishing: Publishing;
  readonly config: { readonly smallCount: number };
}

/** How activities are classified, people, and codes of the standards of open data. */
export function createFiguresModule({ database, clock, publishing, config }: FiguresOptions): Module {
  return {
    resolvers: [new ActivityClassificationEditingResolver(publishing), new ParticipationEditingResolver(publishing)],
    // Before the server listens: nobody reads rows that another smallest count made.
    start: () => applySmallCount(database, config.smallCount, clock),
  };
}
