/** A new value; or how it follows from the value as it is now, which the screen may not show yet. */
export type ValueChange<V> = V | ((now: V) => V);

/** The value after a change. No value is a function. */
export function changedValue<V>(change: ValueChange<V>, now: V): V {
  return typeof change === 'function' ? (change as (now: V) => V)(now) : change;
}
