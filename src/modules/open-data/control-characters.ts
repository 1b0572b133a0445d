/**
 * Replaces characters that formats of text do not allow, even escaped: XML 1.0 (section 2.2) and iCalendar (RFC 5545,
 * section 3.1).
 */
export function withoutControls(text: string): string {
  return text.replace(/[^\t\n\r\x20-\x7E\x80-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD');
}
