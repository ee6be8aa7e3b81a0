import { createRoot } from 'react-dom/client';
import { knownAccess } from './api/session.ts';
import { App } from './app.tsx';
import { startTexts } from './i18n/texts.ts';
import './app.css';

const [known] = await Promise.all([knownAccess(), startTexts()]);
createRoot(document.getElementById('app')!).render(<App known={known} />);
