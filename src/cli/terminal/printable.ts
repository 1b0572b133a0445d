/** Control characters, line ends and characters that change the direction of text. */
const CONTROLS = /[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu;

/**
 * Replaces control characters with escapes such as `\u001b`. Otherwise, text from a file could change what the terminal shows, or add a
 * line to the output.
 */
export function inOneLine(text: string): string {
  return text.replaceAll(CONTROLS, (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Like `inOneLine`, for a text of several lines. */
export function inLines(text: string): string {
  return text.split('\n').map(inOneLine).join('\n');
}
