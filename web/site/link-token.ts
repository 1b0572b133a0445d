// Writes the token of a link, which is in the fragment of the address, into the form, and removes it from the address. The links
// to the page in other languages keep it.
const field = document.querySelector<HTMLInputElement>('[data-link-token]');
const token = location.hash.slice(1);
if (field !== null && token !== '') {
  field.value = token;
  history.replaceState(null, '', location.pathname + location.search);
  for (const link of document.querySelectorAll<HTMLAnchorElement>('.languages a')) link.hash = token;
}
