import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Support } from './support.tsx';

const endpoint: string = import.meta.env.VITE_ENDPOINT;

createRoot(document.querySelector('#root')!).render(
  <StrictMode>
    <Support endpoint={endpoint} />
  </StrictMode>,
);
