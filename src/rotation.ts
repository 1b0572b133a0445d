/** Items that wait for a turn. Owners are served in rotation: however many items of one owner wait, they delay an item of another by one. */
export class Rotation<T> {
  /** The items by their owner. The owner that was served last is at the end. */
  private readonly waiting = new Map<unknown, T[]>();

  get isEmpty(): boolean {
    return this.waiting.size === 0;
  }

  /** @param owner any value */
  add(owner: unknown, item: T): void {
    const others = this.waiting.get(owner);
    if (others === undefined) this.waiting.set(owner, [item]);
    else others.push(item);
  }

  /** Takes the item whose turn it is. At least one must wait. */
  take(): T {
    const [owner, items] = this.waiting.entries().next().value!;
    const item = items.shift()!;
    this.waiting.delete(owner);
    if (items.length > 0) this.waiting.set(owner, items);
    return item;
  }

  /**
   * Takes the last item of the owner with the most items, so that another owner can add one in its place. Returns null if the other
   * owner would then have more items than the first.
   */
  takeInFavourOf(owner: unknown): T | null {
    const [most] = [...this.waiting.values()].toSorted((one, other) => other.length - one.length);
    const own = this.waiting.get(owner)?.length ?? 0;
    return most !== undefined && most.length > own + 1 ? most.pop()! : null;
  }
}
