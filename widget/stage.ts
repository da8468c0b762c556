/**
 * Brings the button and the panel above everything else on the page, whatever its styles do: into the browser's top
 * layer, as popovers; on a small screen the panel is a modal dialog, behind which nothing of the page can be reached,
 * and which the phone's own way back closes. Browsers without popovers get fixed boxes.
 */
import {deepFocus} from './focus.ts';

const hasPopovers = 'popover' in HTMLElement.prototype;
const small = '(max-width: 479px), (max-height: 479px)';

export type StageHost = {
  readonly root: ShadowRoot;
  readonly isOpen: boolean;
  /** The browser wants the panel closed, or has closed it. */
  hide(): void;
  /** What can be seen of the window has changed. */
  onMove(): void;
};

export class Stage {
  readonly #host: StageHost;
  readonly #media = matchMedia(small);
  #shownAs: 'modal' | 'popover' | '' = '';

  constructor(host: StageHost) {
    this.#host = host;
  }

  connect(): void {
    this.#listen('addEventListener');
  }

  disconnect(): void {
    this.#listen('removeEventListener');
    this.#shownAs = '';
  }

  /** After each rendering: what should be shown, is. */
  sync(): void {
    const dock = this.#host.root.querySelector<HTMLElement>('.dock');
    if (dock && hasPopovers) {
      dock.popover = 'manual';
      if (!isPopover(dock)) dock.showPopover();
    }
    const panel = this.#panel;
    if (!panel) return;
    const wanted = this.#host.isOpen ? (this.#media.matches ? 'modal' : 'popover') : '';
    // While somebody writes, a keyboard that comes up changes nothing but the size.
    const isWriting = this.#shownAs && wanted && this.#host.root.activeElement?.matches('textarea');
    if (wanted !== this.#shownAs && !isWriting) this.#show(panel, wanted);
    this.#measure();
  }

  /** Where Escape, or the way back of a phone, is pressed in a modal dialog. */
  readonly onCancel = (event: Event): void => {
    event.preventDefault();
    this.#host.hide();
  };

  /** The browser may close without asking. */
  readonly onClosed = (): void => {
    if (this.#shownAs !== 'modal' || this.#panel?.open) return;
    this.#shownAs = '';
    this.#host.hide();
  };

  get #panel(): HTMLDialogElement | null {
    return this.#host.root.querySelector('dialog');
  }

  readonly #fit = (): void => {
    this.sync();
    this.#host.onMove();
  };

  #listen(how: 'addEventListener' | 'removeEventListener'): void {
    this.#media[how]('change', this.#fit);
    visualViewport?.[how]('resize', this.#fit);
    visualViewport?.[how]('scroll', this.#fit);
  }

  #show(panel: HTMLDialogElement, as: 'modal' | 'popover' | ''): void {
    const held = deepFocus();
    const was = this.#shownAs;
    this.#shownAs = as;
    if (isPopover(panel)) panel.hidePopover();
    if (panel.open) panel.close();
    if (as === 'modal') {
      panel.removeAttribute('popover');
      panel.showModal();
    } else if (as === 'popover' && hasPopovers) {
      panel.popover = 'manual';
      panel.showPopover();
    } else if (as === 'popover') panel.open = true; // not `show`, which moves the focus
    // A browser moves the focus into what it shows; that is for `show` to do.
    if (held && (was || as === 'popover')) held.focus();
    else if (as === 'popover') deepFocus()?.blur();
  }

  /** What a keyboard on the screen covers is no room; what is zoomed into is. */
  #measure(): void {
    const {height = innerHeight, offsetTop = 0, scale = 1} = visualViewport ?? {};
    const isZoomed = scale > 1.01;
    const above = isZoomed ? 0 : offsetTop;
    const below = isZoomed ? 0 : Math.max(0, innerHeight - height - offsetTop);
    const around = this.#host.root.querySelector<HTMLElement>('.root');
    around?.style.setProperty('--above', `${above}px`);
    around?.style.setProperty('--below', `${below}px`);
  }
}

function isPopover(element: HTMLElement): boolean {
  return hasPopovers && element.matches(':popover-open');
}
