import type {
  LocationInput,
  MeasurementInput,
  ResultInput,
  TranslatedTextInput,
} from '../../../clients/typescript/src/studio.js';
import type { ContentField } from '../forms/content-type';
import type { FieldValue } from '../forms/form-values';

/** True for fields with texts within their values. A translation pairs each of these texts with its original. */
export function hasTextsWithin({ kind }: ContentField): boolean {
  return kind === 'RESULTS' || kind === 'LOCATIONS';
}

/** The texts within a value, each once, in the order of the outline. */
export function textsWithin({ kind }: ContentField, value: FieldValue): readonly string[] {
  const texts =
    kind === 'RESULTS'
      ? (value as readonly ResultInput[]).flatMap(textsOfResult)
      : (value as readonly LocationInput[]).map(({ name }) => name);
  return [...new Set(texts)].filter((text) => text != null && text !== '') as string[];
}

function textsOfResult({ title, description, indicators }: ResultInput): readonly (string | null | undefined)[] {
  return [
    title,
    description,
    ...(indicators ?? []).flatMap(({ title: ofIndicator, measure, baseline, periods }) => [
      ofIndicator,
      ...[
        baseline ?? [],
        ...(periods ?? []).flatMap(({ targets, actuals }) => [...(targets ?? []), ...(actuals ?? [])]),
      ]
        .flat()
        .flatMap((measurement) => textsOfMeasurement(measurement, measure)),
    ]),
  ];
}

function textsOfMeasurement(
  { value, comment, dimensions }: MeasurementInput,
  measure: string,
): readonly (string | null | undefined)[] {
  const parts = (dimensions ?? []).flatMap((dimension) => [dimension.name, dimension.value]);
  return [measure === 'QUALITATIVE' ? value : null, comment, ...parts];
}

/** The pairs with another text for an original. An empty text removes its pair; the others keep their order. */
export function withText(
  pairs: readonly TranslatedTextInput[],
  original: string,
  text: string,
): readonly TranslatedTextInput[] {
  if (text === '') return pairs.filter((pair) => pair.original !== original);
  return pairs.some((pair) => pair.original === original)
    ? pairs.map((pair) => (pair.original === original ? { original, text } : pair))
    : [...pairs, { original, text }];
}

/** The pairs whose originals the item still has. The server takes no others. */
export function pairsOf(
  originals: readonly string[],
  pairs: readonly TranslatedTextInput[],
): readonly TranslatedTextInput[] {
  return pairs.filter(({ original }) => originals.includes(original));
}

/** The text that is paired with an original; empty if there is none. */
export function textFor(pairs: readonly TranslatedTextInput[], original: string): string {
  return pairs.find((pair) => pair.original === original)?.text ?? '';
}
