import { Field, InputType } from 'type-graphql';
import type { Field as ContentField, FieldSet } from './field';
import type { FieldArgument } from './field-argument';

type InputBase = abstract new () => object;

/** A base class for inputs with the fields `I` of the content, besides those of the class `B`. */
type InputWith<B extends InputBase, C extends object, I extends keyof C> = abstract new () => InstanceType<B> & {
  [K in I]?: C[K] | null;
};

/** Makes a base class for inputs of mutations that create content. Required fields are not null; null leaves others empty. */
export function withContent<B extends InputBase, C extends object, I extends keyof C, X extends I = never>(
  Base: B,
  set: FieldSet<C, I>,
  without: readonly X[] = [],
): InputWith<B, C, Exclude<I, X>> {
  return inputWith(
    Base,
    argumentsOf(set, without).map(([name, { type, description, note }, isRequired]) => [
      name,
      type,
      { nullable: !isRequired, description: sentences(description, note) },
    ]),
  ) as InputWith<B, C, Exclude<I, X>>;
}

/** Makes a base class for inputs of mutations that change content. Absent fields do not change; null clears one. */
export function withChanges<B extends InputBase, C extends object, I extends keyof C, X extends I = never>(
  Base: B,
  set: FieldSet<C, I>,
  without: readonly X[] = [],
): InputWith<B, C, Exclude<I, X>> {
  return inputWith(
    Base,
    argumentsOf(set, without).map(([name, { type, description, note }, isRequired]) => [
      name,
      type,
      { nullable: true, description: sentences(description, note, isRequired ? 'Must not be null.' : undefined) },
    ]),
  ) as InputWith<B, C, Exclude<I, X>>;
}

/** Makes a base class for inputs of mutations that set a translation: with the fields that are translatable. */
export function withTexts<B extends InputBase>(Base: B, set: FieldSet<object>): B {
  const translatable = argumentsOf(set, []).filter(([name]) => fieldsIn(set)[name]!.isTranslatable);
  return inputWith(
    Base,
    translatable.map(([name, argument, isRequired]) => {
      const { type, description } = argument.inTranslation ?? argument;
      const required = isRequired ? 'Required in a new translation. Must not be null.' : undefined;
      return [name, type, { nullable: true, description: sentences(description, required) }];
    }),
  ) as B;
}

function sentences(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join(' ');
}

function fieldsIn(set: { readonly fields: object }): Readonly<Record<string, ContentField<unknown>>> {
  return set.fields as Readonly<Record<string, ContentField<unknown>>>;
}

/** The fields that inputs have: their names, how inputs take them, and whether they are required. */
function argumentsOf(
  set: { readonly fields: object },
  without: readonly PropertyKey[],
): [name: string, argument: FieldArgument, isRequired: boolean][] {
  return Object.entries(fieldsIn(set)).flatMap(([name, { argument, form, isInput }]) =>
    argument === undefined || isInput === false || without.includes(name)
      ? []
      : [[name, argument, form?.isRequired ?? false]],
  );
}

interface InputFieldOptions {
  readonly nullable: boolean;
  readonly description: string;
}

function inputWith(
  Base: InputBase,
  fields: readonly (readonly [name: string, type: () => object, options: InputFieldOptions])[],
): InputBase {
  @InputType()
  abstract class ContentInput extends (Base as new () => object) {}
  for (const [name, type, options] of fields) Field(type, options)(ContentInput.prototype, name);
  return ContentInput;
}
