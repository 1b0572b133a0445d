import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { I18nProvider, loadInterface } from './interface';
import { Studio } from './studio';
import './style.css';

const root = createRoot(document.getElementById('studio')!);
const language = await loadInterface();
root.render(
  <StrictMode>
    <I18nProvider language={language}>
      <Studio />
    </I18nProvider>
  </StrictMode>,
);
