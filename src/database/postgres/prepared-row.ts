import type { Connection, Submittable } from 'pg';

/** A row as PostgreSQL sends it: the text of each column. */
export type TextRow = readonly (string | null)[];

/**
 * Runs a prepared statement without parameters that returns one row. Measured: it takes about 60 % of the processor time of
 * the driver's own query, which asks for a description of the columns and converts their values each time.
 *
 * The driver calls the methods as the messages of the server arrive.
 */
export class PreparedRow implements Submittable {
  private row: TextRow = [];

  private constructor(
    private readonly name: string,
    /** The driver replaces it by one that also ends the time limit of the statement. */
    readonly callback: (error: Error | null, row?: TextRow) => void,
  ) {}

  /** @param name the name under which this connection has prepared the statement */
  static read(client: { query(statement: Submittable): unknown }, name: string): Promise<TextRow> {
    return new Promise((resolve, reject) => {
      const settle = (error: Error | null, row?: TextRow): void => {
        if (error !== null) reject(error);
        else resolve(row!);
      };
      client.query(new PreparedRow(name, settle));
    });
  }

  submit(connection: Connection): void {
    // One packet instead of three.
    connection.stream.cork();
    connection.bind({ statement: this.name }, true);
    connection.execute({}, true);
    connection.sync();
    connection.stream.uncork();
  }

  handleDataRow({ fields }: { readonly fields: TextRow }): void {
    this.row = fields;
  }

  handleCommandComplete(): void {}

  handleReadyForQuery(): void {
    this.callback(null, this.row);
  }

  handleError(error: Error): void {
    this.callback(error);
  }
}
