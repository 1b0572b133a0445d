import { createHash } from 'node:crypto';
import {
  type DocumentNode,
  execute,
  getVariableValues,
  GraphQLError,
  type GraphQLInputType,
  type GraphQLSchema,
  isInputType,
  Kind,
  type OperationDefinitionNode,
  parse,
  typeFromAST,
  validate,
} from 'graphql';
import type { OperationDescription, RequestContext } from '../../core/access/request-context';
import { BadUserInputError, DomainError } from '../../errors';
import type { OperationCosts } from '../cost/operation-cost.plugin';
import { assertInputBounds } from '../operations/input-bounds.plugin';
import type { requestedFieldsFinder } from '../operations/requested-fields.plugin';
import { setWantedLocales } from '../operations/wanted-locales.plugin';
import { findCause, formatError } from '../responses/error-format';
import { dependsOnDay, lifeOfDocument } from '../responses/response-life';

export type Variables = Readonly<Record<string, unknown>>;

/** The services that queries of the server need. */
export interface PublicQueryOptions {
  readonly schema: GraphQLSchema;
  readonly costs: OperationCosts;
  /** Maximum cost of one execution, in the unit of `@cost`. */
  readonly maximumCost: number;
  readonly requestedFieldsOf: ReturnType<typeof requestedFieldsFinder>;
}

/**
 * A query that the server itself sends, for files of public data. It passes the schema like the queries of clients: the
 * same validation of variables, the same cost, the same resolvers and policies (docs/adr/0036-feeds-and-exports.md).
 */
export class PublicQuery {
  readonly description: OperationDescription;
  /** The types of the variables, by name. */
  readonly variables: ReadonlyMap<string, GraphQLInputType>;
  private readonly document: DocumentNode;
  private readonly operation: OperationDefinitionNode;

  /** @throws Error if the document is invalid, or if the response depends on more than public rows */
  constructor(
    private readonly options: PublicQueryOptions,
    text: string,
  ) {
    const { schema } = options;
    this.document = parse(text);
    const [wrong] = validate(schema, this.document);
    if (wrong !== undefined) throw wrong;
    this.operation = this.document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION)!;
    const name = this.operation.name!.value;
    // The entity tags of files derive from the revisions of tables, and from the day where variables make it matter.
    if (lifeOfDocument(schema, this.document) !== 'revision') {
      throw new Error(`The response to ${name} does not depend on revisions alone`);
    }
    this.description = { type: 'query', name, documentHash: createHash('sha256').update(text).digest('hex') };
    this.variables = new Map(
      this.operation.variableDefinitions!.flatMap(({ variable, type }) => {
        const inputType = typeFromAST(schema, type as never);
        return isInputType(inputType) ? [[variable.name.value, inputType]] : [];
      }),
    );
  }

  /** True if the response for these variables differs from one day to the next without any change of the data. */
  dependsOnDay(variables: Variables): boolean {
    return dependsOnDay(this.options.schema, variables);
  }

  /**
   * Checks variables as for an operation of a client.
   *
   * @throws BadUserInputError if one has a value that its type does not allow
   */
  assertValid(variables: Variables): void {
    assertInputBounds(variables);
    const { variableDefinitions } = this.operation;
    // Only the first error is reported. Each takes time.
    const { errors } = getVariableValues(this.options.schema, variableDefinitions!, variables, { maxErrors: 1 });
    if (errors !== undefined) throw domainErrorOf(asUserInput(errors[0]!));
  }

  /**
   * The upper bound of the cost of one execution, and the part of it that takes memory.
   *
   * @throws QueryTooComplexError if it costs more than one operation may
   */
  costOf(variables: Variables): { readonly total: number; readonly fields: number } {
    const { costs, maximumCost } = this.options;
    const requested = { document: this.document, operation: this.operation, variables, grants: 0 };
    const cost = costs.of(requested);
    costs.assertAffordable(cost, maximumCost);
    return cost;
  }

  /**
   * Executes the query. The response is complete: an error at any field is thrown.
   *
   * @throws DomainError for errors that clients understand
   */
  async run(context: RequestContext, variables: Variables): Promise<Record<string, unknown>> {
    const { document, operation } = this;
    context.operation.requested = this.options.requestedFieldsOf({ document, operation, variables });
    setWantedLocales(this.options.schema, operation, variables, context);
    const { data, errors } = await execute({
      schema: this.options.schema,
      document,
      contextValue: context,
      variableValues: variables,
    });
    if (errors !== undefined) throw domainErrorOf(errors[0]!);
    return data as Record<string, unknown>;
  }
}

/** Apollo Server adds this code to the errors of variables. */
function asUserInput({ message, nodes }: GraphQLError): GraphQLError {
  return new GraphQLError(message, { nodes: nodes ?? null, extensions: { code: 'BAD_USER_INPUT' } });
}

/** The error with the message and the code that a client of the API gets; any other error as it is. */
function domainErrorOf(error: GraphQLError): unknown {
  const cause = findCause(error);
  if (cause instanceof DomainError) return cause;
  const { message, extensions } = formatError(error.toJSON(), error);
  return extensions?.['code'] === 'BAD_USER_INPUT'
    ? new BadUserInputError(message, String(extensions['field']))
    : cause;
}
