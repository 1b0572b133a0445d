import type { CachedFile } from '../public-file';
import { iatiActivitiesFile } from './iati-activities-file';
import type { IatiChecker } from './iati-checker';
import { iatiOrganisationsFile } from './iati-organisations-file';
import type { IatiPublisher } from './iati-publisher';

/** The files in which a publisher reports in IATI. */
export function iatiFiles(publisher: IatiPublisher, checker: IatiChecker): CachedFile[] {
  return [iatiActivitiesFile(publisher, checker), iatiOrganisationsFile(publisher, checker)];
}
