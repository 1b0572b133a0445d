import type { ApolloServerPlugin } from '@apollo/server';
import {
  GraphQLError,
  Kind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { DOCUMENT_LIMITS, documentLimitError } from './document-limits';

/** Rejects operations that nest fields too deeply: execution recurses once per level, and types refer to each other. */
export function operationDepthPlugin(): ApolloServerPlugin {
  // Apollo Server caches documents, so each is measured once.
  const known = new WeakMap<OperationDefinitionNode, number>();
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ document, operation }) {
          if (!operation) return;
          const depth = known.get(operation) ?? measureDepth(operation.selectionSet, document);
          known.set(operation, depth);
          if (depth <= DOCUMENT_LIMITS.depth) return;
          const error = documentLimitError('depth', depth);
          throw new GraphQLError(error.message, { originalError: error });
        },
      };
    },
  };
}

/** Expects a valid document: its fragments exist and do not include themselves. */
function measureDepth(operation: SelectionSetNode, document: DocumentNode): number {
  const fragments = new Map(
    document.definitions
      .filter((definition): definition is FragmentDefinitionNode => definition.kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, fragment.selectionSet]),
  );
  // Fragments may be spread exponentially often. Each is measured once.
  const depths = new Map<SelectionSetNode, number>();

  function depthOf(selectionSet: SelectionSetNode | undefined): number {
    if (!selectionSet) return 0;
    const known = depths.get(selectionSet);
    if (known !== undefined) return known;
    let deepest = 0;
    for (const selection of selectionSet.selections) {
      const depth =
        selection.kind === Kind.FIELD
          ? 1 + depthOf(selection.selectionSet)
          : depthOf(
              selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection.selectionSet,
            );
      deepest = Math.max(deepest, depth);
    }
    depths.set(selectionSet, deepest);
    return deepest;
  }

  return depthOf(operation);
}
