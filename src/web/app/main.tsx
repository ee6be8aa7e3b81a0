import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { startTexts } from './i18n/texts.ts';
import './app.css';

await startTexts();
createRoot(document.getElementById('app')!).render(<App />);
