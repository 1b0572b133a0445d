import {
  type ArgumentNode,
  type DirectiveNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type ValueNode,
} from 'graphql';
import type { RawArgs } from '../../core/cost/field-cost';

/**
 * Reads values of a document with the variables of a request, before either has been coerced: values may be of any type,
 * and a list may be a single value. Remembers the variables that it has read.
 */
export class RawValues {
  /** The names of the variables that have been read. */
  readonly read = new Set<string>();

  /** @param defaults the default values of the operation's variables */
  constructor(
    private readonly variables: RawArgs,
    private readonly defaults: ReadonlyMap<string, ValueNode>,
  ) {}

  static of({ variableDefinitions = [] }: OperationDefinitionNode, variables: RawArgs): RawValues {
    const defaults = variableDefinitions.flatMap(({ variable, defaultValue }) =>
      defaultValue === undefined ? [] : [[variable.name.value, defaultValue] as const],
    );
    return new RawValues(variables, new Map(defaults));
  }

  argumentsOf(nodes: readonly ArgumentNode[] = []): RawArgs {
    return Object.fromEntries(nodes.map(({ name, value }) => [name.value, this.valueOf(value)]));
  }

  /** The value; undefined for a variable without one. */
  valueOf(node: ValueNode): unknown {
    switch (node.kind) {
      case Kind.VARIABLE:
        return this.variable(node.name.value);
      case Kind.NULL:
        return null;
      case Kind.INT:
      case Kind.FLOAT:
        return Number(node.value);
      case Kind.LIST:
        return node.values.map((value) => this.valueOf(value));
      case Kind.OBJECT:
        return Object.fromEntries(node.fields.map(({ name, value }) => [name.value, this.valueOf(value)]));
      default:
        return node.value;
    }
  }

  /** The value of a Boolean variable; null if it has none, or another one, which execution refuses. */
  flagOf(name: string): boolean | null {
    const value = this.variable(name);
    return typeof value === 'boolean' ? value : null;
  }

  /** True if `@skip` or `@include` leaves the selection out. */
  isLeftOut({ directives = [] }: SelectionNode): boolean {
    return directives.some((directive) => this.leavesOut(directive));
  }

  private leavesOut({ name, arguments: args = [] }: DirectiveNode): boolean {
    const leftOut = name.value === 'skip' ? true : name.value === 'include' ? false : null;
    const condition = args.find((argument) => argument.name.value === 'if');
    return leftOut !== null && condition !== undefined && this.valueOf(condition.value) === leftOut;
  }

  private variable(name: string): unknown {
    this.read.add(name);
    if (Object.hasOwn(this.variables, name)) return this.variables[name];
    const byDefault = this.defaults.get(name);
    return byDefault === undefined ? undefined : this.valueOf(byDefault);
  }
}
