import {lua, type Prelude} from './script.ts';

/** `now()`: Redis' own clock, in unix milliseconds. */
export const clock: Prelude<unknown> = {lua: lua(import.meta.url, 'clock.lua')};
