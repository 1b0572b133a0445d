import { Args, Ctx, Query, Resolver } from 'type-graphql';
import { Auth } from '../../../core/access/auth';
import type { RequestContext } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import { Cost, rowsOfTable } from '../../../core/cost/field-cost';
import { type Connection, PagingArgs } from '../../../core/listing/connection';
import { listAll } from '../../../core/listing/list';
import type { AccountEvent } from './account-event.entity';
import { AccountEventConnection, accountEventListing } from './account-event.listing';

@Resolver()
export class AccountEventResolver {
  @Auth(Role.ADMIN)
  @Cost({ lists: rowsOfTable('account_event') })
  @Query(() => AccountEventConnection, {
    nullable: true,
    description:
      'Log of accounts: invitations, passwords that were chosen through a link from a mail, and the deletion of the ' +
      'demonstration with its accounts. Newest entry first.',
  })
  accountEvents(@Args(() => PagingArgs) args: PagingArgs, @Ctx() context: RequestContext): Connection<AccountEvent> {
    return listAll(context, accountEventListing, args);
  }
}
