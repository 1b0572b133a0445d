/** The properties of entities that are declared with ReadForFields, by the names of their classes. */
const readForFields = new Map<string, Set<string>>();

/**
 * Declares a property that is read only where it is needed: for fields whose `reads` extension names it, for services that pass it to
 * `rowsOf`, and outside operations. Other properties without a field of their name are always read. Use it on the class of the GraphQL
 * type itself: on a base class, the declaration has no effect.
 */
export function ReadForFields(): PropertyDecorator {
  return (prototype, property) => {
    const { name } = prototype.constructor;
    readForFields.set(name, (readForFields.get(name) ?? new Set()).add(String(property)));
  };
}

/** The properties of a type that are read only for fields whose `reads` extension names them. */
export function propertiesReadForFields(type: string): ReadonlySet<string> {
  return readForFields.get(type) ?? new Set();
}

/** Names of fields and properties, by the name of their type. */
export type FieldsByType = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * The fields that an operation requests, by type. Columns of other fields are not read, so that a list of titles does not
 * fetch a page of Markdown for each item.
 */
export class RequestedFields {
  /** All fields, for work outside an operation. */
  static readonly all = new RequestedFields(new Map(), new Map());

  /** Values that `memoize` has created, by the caller's key. */
  private readonly memoized = new Map<string, unknown>();

  /**
   * @param fields the fields of each type, and its properties that are read only for fields; shared by all operations of a schema
   * @param requested the fields of each type that are requested, or that requested fields are computed from
   */
  constructor(
    private readonly fields: FieldsByType,
    private readonly requested: FieldsByType,
  ) {}

  /** True if a property of this type must be read: a requested field needs it, or it is always read. */
  includes(type: string, property: string): boolean {
    return this.fields.get(type)?.has(property) !== true || this.requested.get(type)?.has(property) === true;
  }

  /** Creates a value that depends only on these fields and on the key. Later calls return the same value. */
  memoize<T>(key: string, create: () => T): T {
    if (!this.memoized.has(key)) this.memoized.set(key, create());
    return this.memoized.get(key) as T;
  }
}
