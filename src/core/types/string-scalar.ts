import { type ASTNode, GraphQLError, GraphQLScalarType, type GraphQLScalarTypeConfig, Kind } from 'graphql';

type StringScalar = Pick<GraphQLScalarTypeConfig<string, string>, 'name' | 'description' | 'specifiedByURL'> & {
  /** The canonical form of a value; null if the text is not a valid value. */
  readonly parse: (text: string) => string | null;
  /** What a value must be, for messages: `an ISO 4217 code`. */
  readonly rule: string;
};

/** Creates a scalar whose values are texts, in the code as in requests and responses. */
export function stringScalar({ parse, rule, ...config }: StringScalar): GraphQLScalarType<string, string> {
  const parseValue = (value: unknown, nodes: ASTNode | null = null): string => {
    const parsed = typeof value === 'string' ? parse(value) : null;
    if (parsed !== null) return parsed;
    throw new GraphQLError(`A ${config.name} must be ${rule}`, { nodes });
  };
  return new GraphQLScalarType<string, string>({
    ...config,
    serialize: (value) => value as string,
    parseValue: (value) => parseValue(value),
    parseLiteral: (node) => {
      if (node.kind === Kind.STRING) return parseValue(node.value, node);
      throw new GraphQLError(`A ${config.name} must be a string`, { nodes: node });
    },
  });
}
