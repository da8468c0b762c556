/** Who talks to whom, and who on the page shows it. */
import type {Transcript} from './transcript.ts';

export type Parties = {
  apiUrl: string;
  clinicId: string;
  agentId: string;
  userId: string;
  /** Of a session that the page was given, as it is now; empty for one of the widget's own. */
  givenToken: () => string;
};

/** Shows a conversation. */
export type Viewer = {
  readonly host: {
    /** Is it on screen? */
    readonly isShown: boolean;
    /** Where on the page. */
    readonly position: string;
    /** What the page wants the agent to know. */
    readonly context: Record<string, unknown> | undefined;
  };
  /** `isLive`: it happened just now; otherwise it is only known by now. */
  onChange(before: Transcript, isLive: boolean): void;
};
