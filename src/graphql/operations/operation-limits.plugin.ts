import type { ApolloServerPlugin } from '@apollo/server';
import { type DocumentNode, Kind, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';
import { memoize } from '../../core/memoize';
import { DOCUMENT_LIMITS, documentLimitError } from '../documents/document-limits';
import { fragmentsOf } from '../documents/fragments';
import { rootFieldsOf } from '../documents/root-fields.rules';
import { beforeOperation } from './before-operation';

/**
 * Rejects operations that nest fields too deeply or have too many at their root, with their fragments expanded: execution
 * recurses once per level, types refer to each other, and all fields at the root of a query begin at once.
 */
export function operationLimitsPlugin(): ApolloServerPlugin {
  // Apollo Server caches documents, so each operation is measured once.
  const measuresOf = memoize(measure);
  return beforeOperation(({ document, operation }) => {
    const measures = measuresOf(operation, document);
    for (const limit of ['rootFields', 'depth'] as const) {
      if (measures[limit] > DOCUMENT_LIMITS[limit]) throw documentLimitError(limit, measures[limit]);
    }
  });
}

type OperationMeasures = Readonly<Record<'rootFields' | 'depth', number>>;

function measure(operation: OperationDefinitionNode, document: DocumentNode): OperationMeasures {
  return {
    rootFields: rootFieldsOf(document, operation).length,
    depth: measureDepth(operation.selectionSet, document),
  };
}

/** Expects a valid document: its fragments exist and do not include themselves. */
function measureDepth(operation: SelectionSetNode, document: DocumentNode): number {
  const fragments = fragmentsOf(document);
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
              (selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection)?.selectionSet,
            );
      deepest = Math.max(deepest, depth);
    }
    depths.set(selectionSet, deepest);
    return deepest;
  }

  return depthOf(operation);
}
