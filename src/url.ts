/**
 * Reads a URL (WHATWG URL Standard); null when the text is none. `URL.canParse` says so of every URL with a letter from
 * Latin-1, such as `https://bücher.example`, once Node 20 has compiled the code that calls it.
 */
export function parseUrl(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}
