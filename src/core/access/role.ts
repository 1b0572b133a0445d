import { registerEnumType } from 'type-graphql';

/** What an account may do, lowest first: a role may do all that the ones before it may. */
export enum Role {
  VIEWER = 'VIEWER',
  MEMBER = 'MEMBER',
  EDITOR = 'EDITOR',
  ADMIN = 'ADMIN',
}

registerEnumType(Role, {
  name: 'Role',
  description: 'What an account may do, lowest first: each role may do all that the ones before it may.',
  valuesConfig: {
    VIEWER: { description: 'Sees what the public sees, and the documents that were unlocked for it.' },
    MEMBER: { description: 'Also opens the restricted documents of its network, or of all when it is bound to none.' },
    EDITOR: { description: 'Also sees drafts and logs, and writes.' },
    ADMIN: { description: 'Also keeps accounts, API keys, vocabularies and webhooks.' },
  },
});

const ranks: Record<Role, number> = { VIEWER: 0, MEMBER: 1, EDITOR: 2, ADMIN: 3 };

/** Whether the role held is the one required, or above it. Nobody's role (null) is below every role. */
export function satisfies(held: Role | null, required: Role): boolean {
  return held !== null && ranks[held] >= ranks[required];
}
