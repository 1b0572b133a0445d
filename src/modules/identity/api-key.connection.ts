import { ObjectType } from 'type-graphql';
import { connectionType, edgeType } from '../../core/listing/connection';
import { ApiKey } from './api-key.entity';

@ObjectType({ simpleResolvers: true, description: 'An API key in a list.' })
class ApiKeyEdge extends edgeType(ApiKey) {}

@ObjectType({ simpleResolvers: true, description: 'A page of a list of API keys.' })
export class ApiKeyConnection extends connectionType(ApiKey, ApiKeyEdge) {}
