import { Role } from '../../src/domain/access/role';
import type { Viewer } from '../../src/domain/access/viewer';

/** Viewers as the server would make them of credentials. */
export const viewerOf = (role: Role, more: Partial<Viewer> = {}): Viewer => ({
  accountId: null,
  role,
  networkId: null,
  ...more,
});

export const viewer = viewerOf(Role.VIEWER);
export const member = viewerOf(Role.MEMBER);
export const editor = viewerOf(Role.EDITOR);
export const admin = viewerOf(Role.ADMIN);
