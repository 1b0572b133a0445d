import type { ApolloServerPlugin } from '@apollo/server';
import { getDirectiveValues, getVariableValues, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';
import type { RequestContext } from '../core/access/request-context';
import { BadUserInputError } from '../errors';

/** Maximum languages of one operation. */
const MAX_WANTED = 20;

/** Sets the languages of an operation that asks for them by `@inLocales`. */
export function wantedLocalesPlugin(schema: GraphQLSchema): ApolloServerPlugin<RequestContext> {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ operation, request, contextValue }) {
          // No operation has the requested name. Execution reports that.
          if (operation === undefined) return;
          setWantedLocales(schema, operation, request.variables ?? {}, contextValue);
        },
      };
    },
  };
}

/** @throws BadUserInputError if the operation names too many languages */
export function setWantedLocales(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
  context: RequestContext,
): void {
  if (!operation.directives?.some(({ name }) => name.value === 'inLocales')) return;
  const wanted = wantedLocales(schema, operation, variables);
  if (wanted === null) return;
  if (wanted.length > MAX_WANTED) {
    throw new BadUserInputError(`@inLocales must name at most ${MAX_WANTED} languages`, 'preferred');
  }
  context.operation.locales = context.languages.match(wanted);
}

/** Returns null if the variables of the operation are invalid, which its execution reports. */
function wantedLocales(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): readonly string[] | null {
  const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables, { maxErrors: 1 });
  if (coerced === undefined) return null;
  return getDirectiveValues(schema.getDirective('inLocales')!, operation, coerced)!['preferred'] as readonly string[];
}
