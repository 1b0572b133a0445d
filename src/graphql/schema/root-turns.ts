import type { GraphQLField, GraphQLSchema } from 'graphql';
import { FIELDS_IN_TURN } from '../../core/access/list-turns';
import type { RequestContext } from '../../core/access/request-context';
import { LARGE_COST } from '../admission/operation-turns.plugin';

/** How many root fields begin before other requests have a turn. To begin a search takes up to a millisecond. */
const ROOT_FIELDS_IN_TURN = 5;

/**
 * Begins the root fields of large queries in turns with other requests. graphql-js resolves all of them at once: up to 100, if an
 * operation has as many aliases. Apply it after `completeListsInTurns`.
 */
export function beginRootFieldsInTurns(schema: GraphQLSchema): GraphQLSchema {
  for (const field of Object.values<GraphQLField<unknown, RequestContext>>(schema.getQueryType()!.getFields())) {
    const resolve = field.resolve!;
    field.resolve = (source, args, context, info): unknown => {
      const begin = (): unknown => resolve(source, args, context, info);
      if (context.operation.cost <= LARGE_COST) return begin();
      const turn = context.loaders.turns.turnOf(FIELDS_IN_TURN / ROOT_FIELDS_IN_TURN);
      if (turn === null) return begin();
      return turn.then(() => {
        context.reading.assertRunning();
        return begin();
      });
    };
  }
  return schema;
}
