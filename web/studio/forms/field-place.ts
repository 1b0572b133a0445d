/** The id of the element that holds a field. */
export function placeOf(field: string): string {
  return `field-${field}`;
}

/** Moves the focus to the part of a field that has a problem, or to its first part. */
export function focusField(field: string): void {
  const place = document.getElementById(placeOf(field));
  const selector = 'input, textarea, button:not([disabled]), .markdown';
  const invalid = place?.querySelector(`[data-invalid] :is(${selector})`);
  const target = invalid ?? place?.querySelector(selector);
  if (target instanceof HTMLElement) {
    target.scrollIntoView({ block: 'center' });
    target.focus();
  }
}
