/**
 * Which fields an operation asks for, by type. What no operation asks for need not be read: a list that shows titles
 * alone must not fetch a page of Markdown for each of them.
 */
export class RequestedFields {
  /** Everything is read: for work that no operation stands behind. */
  static readonly all = new RequestedFields(new Map());

  /** What was made for these fields before, by the maker's own key. */
  private readonly made = new Map<string, unknown>();

  /** @param unread the fields of each type that are neither asked for nor read by those that are */
  constructor(private readonly unread: ReadonlyMap<string, ReadonlySet<string>>) {}

  /** Whether a property of this type must be read. Properties that are no fields always are. */
  includes(type: string, property: string): boolean {
    return this.unread.get(type)?.has(property) !== true;
  }

  /** Makes a thing that depends on these fields once. */
  once<T>(key: string, make: () => T): T {
    if (!this.made.has(key)) this.made.set(key, make());
    return this.made.get(key) as T;
  }
}
