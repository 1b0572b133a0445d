import type { FragmentDefinitionNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import type { Sizes } from '../../database/reading/sizes';
import type { RawValues } from '../operations/raw-values';

/** An operation whose cost is computed: its document has been validated, and its variables have not. */
export interface CostedOperation {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly values: RawValues;
  readonly sizes: Sizes;
  /** The number of grants that the request sends. */
  readonly grants: number;
}
