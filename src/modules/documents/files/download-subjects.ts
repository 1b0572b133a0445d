import { addressGroup } from '../../../core/access/address-group';
import { callerOf } from '../../../core/access/viewer';
import type { Download } from './document-download.service';

/**
 * Whose downloads a download counts as: those of an account with all its sessions, or of an API key, and those of the
 * password that unlocked the document, with all grants that it has issued. So neither signing in nor unlocking again
 * raises a limit.
 */
export function downloadSubjects({ viewer, grant, facts }: Download): string[] {
  const caller = callerOf(viewer);
  const subjects = caller === null ? [] : [caller];
  if (grant !== null) {
    // An access code is for one recipient. The password of a page is for many people, who must not block each other.
    subjects.push(
      grant.accessCodeId === null
        ? `password ${grant.activityPasswordId} from ${addressGroup(facts.address)}`
        : `code ${grant.accessCodeId}`,
    );
  }
  return subjects;
}
