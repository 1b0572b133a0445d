/** Who gets an access code. */
export interface Recipient {
  readonly recipient: string;
  /** Where the code is sent to; null if the editor passes it on. */
  readonly email: string | null;
}

/** Also a part of one, such as `y@`, which the server refuses: as a name, its code would be sent to nobody. */
const ADDRESS = /[^\s<>,;]+@[^\s<>,;]*|@[^\s<>,;]+/;

/**
 * Reads a pasted list: one recipient on each line, with a name and perhaps an address. Takes `Ms Y`, `Ms Y <y@example.org>`, cells
 * of a spreadsheet, and addresses alone. Empty lines are left out.
 */
export function readRecipients(text: string): readonly Recipient[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const email = ADDRESS.exec(line)?.[0] ?? null;
    const name = (email === null ? line : line.replace(email, ' '))
      .replace(/[<>;\t"]/g, ' ')
      .replace(/^[\s,]+|[\s,]+$/g, '')
      .replace(/\s+/g, ' ');
    const recipient = name === '' ? email : name;
    return recipient === null ? [] : [{ recipient, email }];
  });
}
