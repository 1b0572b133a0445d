import { ObjectType } from 'type-graphql';
import { connectionType, edgeType } from '../../core/listing/connection';
import { Account } from './account.entity';

@ObjectType({ simpleResolvers: true, description: 'An account in a list.' })
class AccountEdge extends edgeType(Account) {}

@ObjectType({ simpleResolvers: true, description: 'A page of a list of accounts.' })
export class AccountConnection extends connectionType(Account, AccountEdge) {}
