/**
 * Parses a URL (WHATWG URL Standard). Returns null for any other text. `URL.canParse` cannot be used: once Node 20 has
 * optimised its caller, it rejects every URL with a Latin-1 letter, such as `https://bücher.example`.
 */
export function parseUrl(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}
