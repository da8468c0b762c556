/** Defines the element, once: a page may load the script twice. */
import type {
  PlaintalkCloseEvent,
  PlaintalkErrorEvent,
  PlaintalkOpenEvent,
  PlaintalkReadyEvent,
  PlaintalkReplyEvent,
  PlaintalkSendEvent,
} from './events.ts';
import {PlaintalkWidget} from './plaintalk-widget.ts';

if (!customElements.get('plaintalk-widget')) customElements.define('plaintalk-widget', PlaintalkWidget);

declare global {
  interface HTMLElementTagNameMap {
    'plaintalk-widget': PlaintalkWidget;
  }

  interface GlobalEventHandlersEventMap {
    'plaintalk-ready': PlaintalkReadyEvent;
    'plaintalk-open': PlaintalkOpenEvent;
    'plaintalk-close': PlaintalkCloseEvent;
    'plaintalk-send': PlaintalkSendEvent;
    'plaintalk-reply': PlaintalkReplyEvent;
    'plaintalk-error': PlaintalkErrorEvent;
  }
}
