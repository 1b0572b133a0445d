import { ObjectType } from 'type-graphql';
import { connectionType, edgeType } from '../../../core/listing/connection';
import type { Listing } from '../../../core/listing/listing';
import { OrderDirection } from '../../../core/listing/order';
import { selectRows } from '../../../core/listing/select-rows';
import { ApiKey } from './api-key.entity';
import { isApiKeyVisible } from './api-key.policy';

/** API keys, newest first. There are no other orders and no filters. */
export const apiKeyListing: Listing<ApiKey, 'CREATED_AT', object> = {
  name: 'apiKeys',
  table: 'api_key',
  alias: 'k',
  sorts: {
    CREATED_AT: {
      column: 'created_at',
      kind: 'text',
      nullable: false,
      reads: ['createdAt'],
      of: ({ createdAt }) => createdAt,
    },
  },
  defaultOrder: [{ field: 'CREATED_AT', direction: OrderDirection.DESC }],
  filters: {},
  isVisible: isApiKeyVisible,
  select: selectRows(ApiKey, 'k'),
};

@ObjectType({ simpleResolvers: true, description: 'API key in a list, with its cursor.' })
class ApiKeyEdge extends edgeType(ApiKey, 'API key') {}

@ObjectType({ simpleResolvers: true, description: 'Page of a list of API keys.' })
export class ApiKeyConnection extends connectionType(ApiKey, ApiKeyEdge, 'API keys') {}
