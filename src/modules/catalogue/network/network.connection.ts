import { ObjectType } from 'type-graphql';
import { connectionType, edgeType } from '../../../core/listing/connection';
import { Network } from './network.entity';

@ObjectType({ simpleResolvers: true, description: 'A network in a list.' })
class NetworkEdge extends edgeType(Network) {}

@ObjectType({ simpleResolvers: true, description: 'A page of a list of networks.' })
export class NetworkConnection extends connectionType(Network, NetworkEdge) {}
