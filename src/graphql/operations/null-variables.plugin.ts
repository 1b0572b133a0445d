import type { ApolloServerPlugin } from '@apollo/server';
import {
  type DocumentNode,
  type GraphQLSchema,
  isNonNullType,
  TypeInfo,
  type VariableNode,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { memoize } from '../../core/memoize';
import { BadUserInputError } from '../../errors';
import { beforeOperation } from './before-operation';

/**
 * Rejects null for a variable that is used where null is not allowed. The specification allows such a variable to be nullable
 * if there is a default value (https://spec.graphql.org/October2021/#sec-All-Variable-Usages-are-Allowed), so validation does not
 * find it. During execution, graphql-js would throw within lists, and leave promises of other items whose errors nobody
 * handles: such an error ends the process.
 */
export function nullVariablesPlugin(): ApolloServerPlugin {
  // Apollo Server caches documents, so each is examined once.
  const requiredIn = memoize(findRequired);
  return beforeOperation(({ document, request, schema }) => {
    for (const [name, value] of Object.entries(request.variables ?? {})) {
      if (value === null && requiredIn(document, schema).has(name)) {
        throw new BadUserInputError(`${name} must not be null`, name);
      }
    }
  });
}

/** The names of the variables that are used where null is not allowed. */
function findRequired(document: DocumentNode, schema: GraphQLSchema): ReadonlySet<string> {
  const names = new Set<string>();
  const types = new TypeInfo(schema);
  const visitor = {
    // The type of a definition is not a use.
    VariableDefinition: () => false,
    Variable({ name }: VariableNode) {
      if (isNonNullType(types.getInputType())) names.add(name.value);
    },
  };
  visit(document, visitWithTypeInfo(types, visitor));
  return names;
}
