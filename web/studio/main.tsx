import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { drafts } from './forms/drafts';
import { I18nProvider, loadInterface } from './interface';
import { Studio } from './studio';
import './style.css';

// What another tab types or discards.
addEventListener('storage', ({ key }) => {
  if (key !== null) drafts.follow(key);
});

const root = createRoot(document.getElementById('studio')!);
const language = await loadInterface();
root.render(
  <StrictMode>
    <I18nProvider language={language}>
      <Studio />
    </I18nProvider>
  </StrictMode>,
);
