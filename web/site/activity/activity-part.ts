import type { SiteActivityPageFragment as Activity } from '../../../clients/typescript/src/site.js';
import type { Visit } from '../visit';

/** What a part of the page of an activity is made from. */
export interface ActivityPartProps {
  readonly visit: Visit;
  readonly activity: Activity;
}
