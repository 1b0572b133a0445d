interface FacetValue {
  readonly value: string | null;
}

/** The facet of years in order of time, the latest first, with the unknown year last. The API orders facets by their counts. */
export function latestFirst<T extends FacetValue>(years: readonly T[]): T[] {
  return [...years].sort((one, other) => Number(other.value) - Number(one.value));
}
