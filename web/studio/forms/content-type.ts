import { StudioContentTypesDocument, type StudioContentTypesQuery } from '../../../clients/typescript/src/studio.js';
import { type Reading, useReading } from '../reading';

/** The fields of a type of content, with their bounds. */
type ContentType = StudioContentTypesQuery['contentTypes'][number];

/** A field, as the server declares it. */
export type ContentField = ContentType['fields'][number];

/** Reads the fields of a type of content by their names, from the declarations that the server checks. */
export function useContentType(name: string): Reading<ReadonlyMap<string, ContentField>> {
  const reading = useReading(StudioContentTypesDocument, {});
  const type = reading.data?.contentTypes.find((one) => one.name === name);
  return { ...reading, data: type === undefined ? null : new Map(type.fields.map((field) => [field.name, field])) };
}

/** Returns the property by which an input bounds a text of a type of content; none until it is known. */
export function useTextBounds(name: string): (field: string) => { readonly maxLength?: number } {
  const { data } = useContentType(name);
  return (field) => {
    const maxLength = data?.get(field)?.maxLength ?? null;
    return maxLength === null ? {} : { maxLength };
  };
}
