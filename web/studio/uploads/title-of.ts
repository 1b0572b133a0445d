/** A first title for what a file contains: its name without the extension. */
export function titleOf({ name }: File): string {
  const title = name
    .replace(/\.[^.]*$/, '')
    .replaceAll('_', ' ')
    .trim();
  return title === '' ? name : title;
}
