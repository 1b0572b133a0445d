import { activitiesCsv, activitiesJson } from './activity-files';
import { activitiesAtom, newsAtom } from './feed-files';
import type { PublicFile } from './public-file';

/** The files of public data that the server offers. */
export const publicFiles: readonly PublicFile<unknown>[] = [newsAtom, activitiesAtom, activitiesCsv, activitiesJson];
