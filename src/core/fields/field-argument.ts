/** What the API says of a field of content. */
export interface FieldDescription {
  /** What the value is, such as `Title of the activity`: the start of a sentence, without a full stop. */
  readonly description: string;
  /** What null means in a value that is shown. Unknown by default. */
  readonly whenNull?: string;
  /** Sentences that only inputs have, such as what the value must match. */
  readonly note?: string;
}

/** How inputs take the value of a field. */
export interface FieldArgument {
  /** Returns the GraphQL type, as `Field` of type-graphql takes it; lists as an array of one type. */
  readonly type: () => object;
  /** What the value is, with its bounds. */
  readonly description: string;
  readonly note?: string;
  /** How translations take the value, if they take another one than the item. */
  readonly inTranslation?: Omit<FieldArgument, 'inTranslation' | 'note'>;
}

/**
 * @param bounds the bounds of the value, such as `, at most 300 characters`
 */
export function argument(
  type: () => object,
  { description, note }: FieldDescription,
  bounds = '',
): Pick<FieldArgument, 'type' | 'description' | 'note'> {
  return { type, description: `${description}${bounds}.`, ...(note !== undefined && { note }) };
}

/** A number as descriptions write it, such as `2,000`. */
export function inWords(count: number): string {
  return count.toLocaleString('en');
}
