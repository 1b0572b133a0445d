import { useEffect, useState } from 'react';
import { PAUSE_MS, type SearchOption } from './inputs/search-box';

interface Suggestions {
  readonly options: readonly SearchOption[];
  /** Finds what fits a text once nothing more is typed. Always the same function. */
  readonly suggest: (text: string) => void;
}

/**
 * What cells of a table suggest while one types in them.
 *
 * @param search the same function from one rendering to the next
 */
export function useSuggestions(search: (text: string) => Promise<readonly SearchOption[] | null>): Suggestions {
  const [options, setOptions] = useState<readonly SearchOption[]>([]);
  const [text, setText] = useState<string | null>(null);
  useEffect(() => {
    if (text === null) return undefined;
    let isCurrent = true;
    const timer = setTimeout(() => {
      void search(text).then((found) => {
        if (isCurrent) setOptions(found ?? []);
      });
    }, PAUSE_MS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [search, text]);
  return { options, suggest: setText };
}
