import { foldText } from '../../../src/database/text/folding';

/**
 * The topics with one replaced by another, which takes the place of the first of both: an activity that has both keeps one.
 * Null if nothing changes. Topics are the same here if they are the same for the server.
 */
export function withReplacedTopic(topics: readonly string[], from: string, to: string): readonly string[] | null {
  const [replaced, replacement] = [foldText(from), foldText(to)];
  const folded = topics.map(foldText);
  if (!folded.includes(replaced)) return null;
  const first = folded.findIndex((topic) => topic === replaced || topic === replacement);
  const changed = topics.flatMap((topic, index) => {
    if (index === first) return [to];
    return folded[index] === replaced || folded[index] === replacement ? [] : [topic];
  });
  return changed.join('\n') === topics.join('\n') ? null : changed;
}
