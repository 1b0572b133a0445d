import { createElement, Fragment, type ReactNode } from 'react';
import type { Translate } from './messages';

/** A message with elements as values, such as a title in a language of its own. */
export function withElements<K extends string>(
  translate: Translate<K>,
  key: K,
  values: Readonly<Record<string, ReactNode>>,
): ReactNode {
  return createElement(Fragment, null, ...translate.partsOf(key, values));
}
