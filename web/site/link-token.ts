// Writes the token of a link, which is in the fragment of the address, into the form, and removes it from the address.
const field = document.querySelector<HTMLInputElement>('[data-link-token]');
const token = location.hash.slice(1);
if (field !== null && token !== '') {
  field.value = token;
  history.replaceState(null, '', location.pathname + location.search);
}
