/** Rows of a table that belong to one parent, such as the topics of an activity. */
export interface RowsOfParent {
  readonly table: string;
  /** The column with the parent's key. */
  readonly parent: string;
  /**
   * The column with the key of the item: `id` if the rows are the items, so that each has one parent. Undefined if it is not
   * known how many parents may have the same item.
   */
  readonly item?: string;
  /**
   * The tables between the rows and a parent further up, from below, with the columns of their parents. Each table has the key
   * `id`. `parent` is then the column with the key of the first.
   */
  readonly through?: readonly Pick<RowsOfParent, 'table' | 'parent'>[];
  /** A column with a text: its characters in the longest row are the length, instead of the number of rows. */
  readonly charactersOf?: string;
}

/** Upper bounds of the size of the data when an operation arrives. */
export interface Sizes {
  /** The number of rows of a table. */
  rowsOf(table: string): number;
  /** The most rows that any parent has; Infinity while it is not known. */
  longestOf(list: RowsOfParent): number;
}
