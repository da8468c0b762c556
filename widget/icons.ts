/** Drawn in the colour of the text around them; named by the control they stand in. */
import {html, type TemplateResult} from 'lit/html.js';

export const icon = (path: string): TemplateResult =>
  html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d=${path}></path></svg>`;

export const chatIcon = icon(
  'M5 4h14a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-6l-5 4v-4H5a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2Zm3 5h8m-8 3.5h5',
);
export const closeIcon = icon('m5 9 7 7 7-7');
export const sendIcon = icon('M12 20V5m-6 6 6-6 6 6');
export const micIcon = icon('M9 6a3 3 0 0 1 6 0v5a3 3 0 0 1-6 0Zm-4 5a7 7 0 0 0 14 0m-7 7v3');
export const phoneIcon = icon('M4 4h5l2 5-3 1a12 12 0 0 0 6 6l1-3 5 2v5A16 16 0 0 1 4 4Z');
