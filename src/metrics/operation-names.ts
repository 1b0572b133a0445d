/** Maximum names that have time series of their own. */
const MAX_NAMES = 100;

/** The longest name that has time series of its own. */
const MAX_LENGTH = 60;

/**
 * Names of operations as values of a label. Clients choose the names, and each value of a label takes memory in this
 * process and in Prometheus for good, so only the first hundred that succeed are told apart.
 */
export class OperationNames {
  private readonly known = new Set<string>();

  /** @param isSuccess true if an operation with this name has just succeeded */
  labelOf(name: string | null, isSuccess: boolean): string {
    if (name === null) return 'unnamed';
    if (this.known.has(name)) return name;
    if (!isSuccess || this.known.size >= MAX_NAMES || name.length > MAX_LENGTH) return 'other';
    this.known.add(name);
    return name;
  }
}
