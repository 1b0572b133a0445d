import { ObjectType } from 'type-graphql';
import { connectionType, edgeType } from '../../../core/listing/connection';
import { Activity } from './activity.entity';

@ObjectType({ simpleResolvers: true, description: 'An activity in a list.' })
class ActivityEdge extends edgeType(Activity) {}

@ObjectType({ simpleResolvers: true, description: 'A page of a list of activities.' })
export class ActivityConnection extends connectionType(Activity, ActivityEdge) {}
