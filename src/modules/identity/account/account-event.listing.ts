import { ObjectType } from 'type-graphql';
import { oneByKey } from '../../../core/access/loader';
import { rowsOf } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import { hasRoleEverywhere, type Viewer } from '../../../core/access/viewer';
import { connectionType, edgeType } from '../../../core/listing/connection';
import type { Listing } from '../../../core/listing/listing';
import { OrderDirection } from '../../../core/listing/order';
import { selectRows } from '../../../core/listing/select-rows';
import { always, never } from '../../../database/sql/conditions';
import { type Sql, sql } from '../../../database/sql/sql';
import { AccountEvent } from './account-event.entity';

function isAccountEventVisible(viewer: Viewer): Sql {
  return hasRoleEverywhere(viewer, Role.ADMIN) ? always : never;
}

export const accountEventById = oneByKey<number, AccountEvent>(
  async (ids, context) => {
    const mapper = rowsOf(context, AccountEvent, 'e');
    const rows = await context.read.query(
      sql`SELECT ${mapper.columns} FROM account_event e
        WHERE ${context.read.isIn(sql`e.id`, ids)} AND ${isAccountEventVisible(context.viewer)}`,
    );
    return rows.map((row) => mapper.get(row));
  },
  ({ id }) => id,
);

/** The log of accounts, newest entry first. There are no other orders and no filters. */
export const accountEventListing: Listing<AccountEvent, 'ID', object> = {
  name: 'accountEvents',
  table: 'account_event',
  alias: 'e',
  sorts: { ID: { column: 'id', kind: 'integer', nullable: false, reads: [], of: ({ id }) => id } },
  defaultOrder: [{ field: 'ID', direction: OrderDirection.DESC }],
  filters: {},
  isVisible: isAccountEventVisible,
  select: selectRows(AccountEvent, 'e'),
};

@ObjectType({ simpleResolvers: true, description: 'Entry of the log of accounts in a list, with its cursor.' })
class AccountEventEdge extends edgeType(AccountEvent, 'log entry') {}

@ObjectType({ simpleResolvers: true, description: 'Page of the log of accounts.' })
export class AccountEventConnection extends connectionType(AccountEvent, AccountEventEdge, 'log entries') {}
