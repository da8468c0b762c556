/** Defines the element, once: a page may load the script twice. */
import type {PlaintalkEvent} from './events.ts';
import {PlaintalkWidget} from './plaintalk-widget.ts';

if (!customElements.get('plaintalk-widget')) customElements.define('plaintalk-widget', PlaintalkWidget);

declare global {
  interface HTMLElementTagNameMap {
    'plaintalk-widget': PlaintalkWidget;
  }

  interface GlobalEventHandlersEventMap {
    'plaintalk-ready': PlaintalkEvent;
    'plaintalk-open': PlaintalkEvent;
    'plaintalk-close': PlaintalkEvent;
    'plaintalk-send': PlaintalkEvent;
    'plaintalk-reply': PlaintalkEvent;
    'plaintalk-error': PlaintalkEvent;
  }
}
