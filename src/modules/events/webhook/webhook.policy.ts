import { raw, type Sql } from 'sql-template-tag';
import { ForbiddenError } from '../../../errors';
import { Role } from '../../../core/access/role';
import { hasRoleEverywhere, type Viewer } from '../../../core/access/viewer';

/** Whether the viewer keeps webhooks: administrators of everything do. */
function keepsWebhooks(viewer: Viewer): boolean {
  return hasRoleEverywhere(viewer, Role.ADMIN);
}

/** Which webhooks and deliveries the viewer sees, as a condition: all of them or none. */
export function isWebhookSeen(viewer: Viewer): Sql {
  return raw(keepsWebhooks(viewer) ? '1 = 1' : '1 = 0');
}

/** @throws ForbiddenError when the viewer may neither make nor delete webhooks, nor have them told again */
export function assertKeepsWebhooks(viewer: Viewer): void {
  if (!keepsWebhooks(viewer)) throw new ForbiddenError('Only administrators of everything keep webhooks');
}
