/** Drawn in the colour of the text around them; named by the control they stand in. */
import {html} from 'lit';

export const chatIcon = html`<svg viewBox="0 0 24 24"><path d="M5 4h14a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-6l-5 4v-4H5a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2Zm3 5h8m-8 3.500h5"/></svg>`;
export const closeIcon = html`<svg viewBox="0 0 24 24"><path d="m5 9 7 7 7-7"/></svg>`;
export const sendIcon = html`<svg viewBox="0 0 24 24"><path d="M12 20V5m-6 6 6-6 6 6"/></svg>`;
