import XMLBuilder from 'fast-xml-builder';
import { withoutControls } from './control-characters';

const text = (_name: string, value: unknown): unknown => (typeof value === 'string' ? withoutControls(value) : value);

/** Writes XML: attributes begin with `@`, `#` is the text of an element, lists are repeated elements, and what is undefined is left out. */
export const xmlBuilder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  textNodeName: '#',
  format: true,
  suppressEmptyNode: true,
  suppressBooleanAttributes: false,
  tagValueProcessor: text,
  attributeValueProcessor: text,
});
