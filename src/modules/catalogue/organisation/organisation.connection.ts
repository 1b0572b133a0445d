import { ObjectType } from 'type-graphql';
import { connectionType, edgeType } from '../../../core/listing/connection';
import { Organisation } from './organisation.entity';

@ObjectType({ simpleResolvers: true, description: 'An organisation in a list.' })
class OrganisationEdge extends edgeType(Organisation) {}

@ObjectType({ simpleResolvers: true, description: 'A page of a list of organisations.' })
export class OrganisationConnection extends connectionType(Organisation, OrganisationEdge) {}
