/**
 * The same function, which computes its result once for each first argument, for as long as that object lives. Further arguments must
 * follow from the first one.
 */
export function memoize<K extends object, Rest extends readonly unknown[], V extends object | string>(
  compute: (key: K, ...rest: Rest) => V,
): (key: K, ...rest: Rest) => V {
  const results = new WeakMap<K, V>();
  return (key, ...rest) => {
    let result = results.get(key);
    if (result === undefined) results.set(key, (result = compute(key, ...rest)));
    return result;
  };
}
