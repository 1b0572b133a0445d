// Suggests results under the search field while someone types: a combobox with a list box, as the ARIA Authoring Practices
// describe it. Without this script, the form leads to the page of results.
import type { Suggestion, Suggestions } from './pages/suggestions';

/** How long nothing is typed before the server is asked. */
const DELAY_MS = 150;
const MIN_LENGTH = 2;

const form = document.querySelector<HTMLFormElement>('form.search')!;
const field = form.querySelector('input')!;
const list = document.createElement('ul');
const status = document.createElement('p');

/** The index of the option that the keyboard is at; -1 for the field. */
let current = -1;
let timer = 0;
let asking = new AbortController();

list.id = 'suggestions';
list.hidden = true;
list.setAttribute('role', 'listbox');
list.setAttribute('aria-label', field.getAttribute('aria-label')!);
status.className = 'unseen';
status.setAttribute('role', 'status');
form.append(list, status);

field.type = 'text';
field.enterKeyHint = 'search';
field.autocomplete = 'off';
field.setAttribute('role', 'combobox');
field.setAttribute('aria-autocomplete', 'list');
field.setAttribute('aria-controls', list.id);
close();

field.addEventListener('input', () => {
  close();
  const text = field.value.trim();
  if (text.length < MIN_LENGTH) return;
  timer = window.setTimeout(() => void suggest(text), DELAY_MS);
});
field.addEventListener('blur', close);
field.addEventListener('keydown', (event) => {
  if (list.hidden || event.isComposing) return;
  const count = list.children.length;
  if (event.key === 'ArrowDown') moveTo(current === count - 1 ? -1 : current + 1);
  else if (event.key === 'ArrowUp') moveTo(current === -1 ? count - 1 : current - 1);
  else if (event.key === 'Escape') close();
  else if (event.key === 'Enter' && current !== -1) (list.children[current] as HTMLElement).click();
  else return;
  event.preventDefault();
});
// The field keeps the focus while a pointer chooses.
list.addEventListener('mousedown', (event) => {
  event.preventDefault();
});

async function suggest(text: string): Promise<void> {
  asking = new AbortController();
  try {
    const response = await fetch(`${form.action}/suggestions?${new URLSearchParams({ text })}`, {
      signal: asking.signal,
    });
    if (response.ok) show((await response.json()) as Suggestions);
  } catch {
    // Typing has gone on, or the server cannot be reached: the form still works.
  }
}

function show(suggestions: Suggestions): void {
  list.replaceChildren(...suggestions.items.map(optionOf));
  list.hidden = suggestions.items.length === 0;
  field.setAttribute('aria-expanded', String(!list.hidden));
  status.textContent = suggestions.status;
}

function optionOf({ name, lang, kind, address }: Suggestion, index: number): HTMLElement {
  const option = document.createElement('li');
  option.id = `suggestion-${index}`;
  option.setAttribute('role', 'option');
  option.setAttribute('aria-selected', 'false');
  const text = document.createElement('span');
  text.textContent = name;
  text.dir = 'auto';
  if (lang !== null) text.lang = lang;
  const kindText = document.createElement('small');
  kindText.textContent = kind;
  option.append(text, ' ', kindText);
  option.addEventListener('click', () => {
    close();
    location.assign(address);
  });
  return option;
}

function moveTo(index: number): void {
  list.children[current]?.setAttribute('aria-selected', 'false');
  current = index;
  const option = list.children[index];
  option?.setAttribute('aria-selected', 'true');
  option?.scrollIntoView({ block: 'nearest' });
  field.setAttribute('aria-activedescendant', option?.id ?? '');
}

function close(): void {
  clearTimeout(timer);
  asking.abort();
  moveTo(-1);
  list.hidden = true;
  field.setAttribute('aria-expanded', 'false');
  status.textContent = '';
}
