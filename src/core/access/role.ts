import { registerEnumType } from 'type-graphql';

/** The role of an account or an API key, lowest first. Each role includes the rights of the roles before it. */
export enum Role {
  VIEWER = 'VIEWER',
  MEMBER = 'MEMBER',
  EDITOR = 'EDITOR',
  ADMIN = 'ADMIN',
}

registerEnumType(Role, {
  name: 'Role',
  description:
    'Role of an account or an API key. From the lowest to the highest, these are VIEWER, MEMBER, EDITOR and ADMIN. Each role ' +
    'includes the rights of the lower ones.',
  valuesConfig: {
    VIEWER: { description: 'Sees public content, and the documents that it has unlocked.' },
    MEMBER: {
      description: 'Also opens the restricted documents of its network, or of every network if it is not bound to one.',
    },
    EDITOR: { description: 'Also sees drafts and logs, and changes content.' },
    ADMIN: { description: 'Also manages accounts, API keys, reference data and webhooks.' },
  },
});

const RANKS: Record<Role, number> = { VIEWER: 0, MEMBER: 1, EDITOR: 2, ADMIN: 3 };

/** True if the role held is the required one or a higher one. A missing role (null) is below every role. */
export function satisfies(held: Role | null, required: Role): boolean {
  return held !== null && RANKS[held] >= RANKS[required];
}
