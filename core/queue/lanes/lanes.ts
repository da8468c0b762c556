import type {Entry} from '../../fifo/entry.ts';
import {keys} from '../../keys.ts';
import {lua, type Prelude} from '../../redis/script.ts';
import {capacity} from './slots.ts';

/** The queue is filled up to what the workers take at once, and a quarter more. */
export const fullness = 1.25;

/** `is_full()`, `enter_lane(id)`: fairness among channels and clinics behind a full queue. */
export const lanes: Prelude<{entry: Entry; clinic: string}> = {
  lua: lua(import.meta.url, 'lanes.lua'),
  uses: [capacity],
  keys: {lanes: () => keys.lanes, lane_scores: () => keys.laneScores},
  args: {lane: ({entry, clinic}) => `${entry.channel} ${clinic}`},
  constants: {fullness},
};
