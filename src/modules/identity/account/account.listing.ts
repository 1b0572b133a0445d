import { ObjectType } from 'type-graphql';
import { connectionType, edgeType } from '../../../core/listing/connection';
import type { Listing } from '../../../core/listing/listing';
import { OrderDirection } from '../../../core/listing/order';
import { selectRows } from '../../../core/listing/select-rows';
import { isInvitationVisible } from '../account-links/invitation.policy';
import { Account } from './account.entity';
import { isAccountVisible } from './account.policy';

/** Accounts by email address. There are no other orders and no filters. */
export const accountListing: Listing<Account, 'EMAIL', object> = {
  name: 'accounts',
  table: 'account',
  alias: 'c',
  sorts: {
    EMAIL: { column: 'email', kind: 'text', nullable: false, reads: ['email'], of: ({ email }) => email },
  },
  defaultOrder: [{ field: 'EMAIL', direction: OrderDirection.ASC }],
  filters: {},
  isVisible: (viewer) => isAccountVisible(viewer, 'c'),
  select: selectRows(Account, 'c'),
};

/** Accounts whose invitation nobody has accepted yet, by email address. */
export const invitationListing: Listing<Account, 'EMAIL', object> = {
  ...accountListing,
  name: 'invitations',
  isVisible: (viewer) => isInvitationVisible(viewer, 'c'),
};

@ObjectType({ simpleResolvers: true, description: 'Account in a list, with its cursor.' })
class AccountEdge extends edgeType(Account, 'account') {}

@ObjectType({ simpleResolvers: true, description: 'Page of a list of accounts.' })
export class AccountConnection extends connectionType(Account, AccountEdge, 'accounts') {}
