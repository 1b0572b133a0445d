import { StudioCodelistDocument } from '../../../clients/typescript/src/studio.js';
import { useReading } from '../reading';
import { contains } from '../ui/contains';
import type { SearchOption } from './inputs/search-box';

/** The codes of some codelists, with their names in the language of the interface. */
export interface Codes {
  readonly nameOf: (code: string) => string;
  /** The codes whose names, or which themselves, contain a text. Withdrawn ones are left out. */
  readonly search: (text: string) => readonly SearchOption[];
}

/** Reads one or two codelists, by their names. */
export function useCodes(lists: readonly string[]): Codes {
  const [first, second = first] = lists as readonly [string, string?];
  const readings = [
    useReading(StudioCodelistDocument, { name: first }),
    useReading(StudioCodelistDocument, { name: second }),
  ];
  const codes = readings.slice(0, lists.length).flatMap(({ data }) => data?.codelist ?? []);
  const labelOf = ({ code, name }: { readonly code: string; readonly name: string | null }): string =>
    name === null ? code : `${code} ${name}`;
  const labels = new Map(codes.map((one) => [one.code, labelOf(one)]));
  return {
    nameOf: (code) => labels.get(code) ?? code,
    search: (text) =>
      codes
        .filter(({ isWithdrawn }) => !isWithdrawn)
        .map((one) => ({ key: one.code, label: labelOf(one) }))
        .filter(({ label }) => contains(label, text)),
  };
}
