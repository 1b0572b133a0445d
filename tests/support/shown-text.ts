/** The text that a browser shows for HTML without elements of its own meaning. */
export function shownText(html: string): string {
  return html
    .replace(/<script[^>]*>.*?<\/script>/gs, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#x27;/g, "'")
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&')
    .replace(/\s+/g, ' ');
}
