/** The package entry: the element, defined. */
import './plaintalk-widget.define.ts';

export {PlaintalkEvent} from './events.ts';
export {PlaintalkWidget} from './plaintalk-widget.ts';
export type {Transcript} from './transcript.ts';
export type {Turn} from './turn.ts';
