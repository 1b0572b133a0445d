import type { ApolloServerPlugin } from '@apollo/server';
import {
  type DirectiveNode,
  getDirectiveValues,
  getVariableValues,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  visit,
} from 'graphql';
import type { RequestContext } from '../../core/access/request-context';
import { BadUserInputError } from '../../errors';
import { beforeOperation } from './before-operation';
import { areInputsBounded } from './input-bounds.plugin';

/** Maximum languages of one operation. */
const MAX_WANTED = 20;

/** Sets the languages of an operation that asks for them by `@inLocales`. */
export function wantedLocalesPlugin(schema: GraphQLSchema): ApolloServerPlugin<RequestContext> {
  return beforeOperation(({ operation, request, contextValue }) => {
    setWantedLocales(schema, operation, request.variables ?? {}, contextValue);
  });
}

/** @throws BadUserInputError if the operation names too many languages */
export function setWantedLocales(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
  context: RequestContext,
): void {
  const directive = operation.directives?.find(({ name }) => name.value === 'inLocales');
  if (directive === undefined) return;
  const wanted = wantedLocales(schema, operation, directive, variables);
  if (wanted === null) return;
  if (wanted.length > MAX_WANTED) {
    throw new BadUserInputError(`@inLocales must name at most ${MAX_WANTED} languages`, 'preferred');
  }
  context.operation.locales = context.languages.match(wanted);
}

/** Returns null if the variables of the directive are invalid, which the execution reports. */
function wantedLocales(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  directive: DirectiveNode,
  variables: Readonly<Record<string, unknown>>,
): readonly string[] | null {
  if (!areInputsBounded(variables)) return null;
  const read = variablesIn(directive);
  // The execution coerces all variables, which may take long.
  const definitions = operation.variableDefinitions?.filter(({ variable }) => read.has(variable.name.value)) ?? [];
  const { coerced } = getVariableValues(schema, definitions, variables, { maxErrors: 1 });
  if (coerced === undefined) return null;
  return getDirectiveValues(schema.getDirective('inLocales')!, operation, coerced)!['preferred'] as readonly string[];
}

function variablesIn(directive: DirectiveNode): ReadonlySet<string> {
  const names = new Set<string>();
  visit(directive, { [Kind.VARIABLE]: ({ name }) => void names.add(name.value) });
  return names;
}
