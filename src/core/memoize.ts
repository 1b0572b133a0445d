/**
 * Returns a function that keeps the result for each first argument as long as that object exists. The other arguments are not part of
 * the key: they must be the same whenever the first one is.
 */
export function memoize<K extends object, Rest extends readonly unknown[], V extends object | string | number>(
  compute: (key: K, ...rest: Rest) => V,
): (key: K, ...rest: Rest) => V {
  const results = new WeakMap<K, V>();
  return (key, ...rest) => {
    let result = results.get(key);
    if (result === undefined) results.set(key, (result = compute(key, ...rest)));
    return result;
  };
}
