/**
 * The ways in which an upstream can be wrong, each with a word of its own, and whose fault it is: the operator's, who
 * must act; the upstream's, which may be better soon; or that of one question, which says nothing about the next.
 * What the upstream itself says about it is not repeated.
 */
import {ChatError, type ErrorCode} from '../../../core/errors.ts';

type Fault = {
  whose: 'operator' | 'upstream' | 'question';
  /** What the turn comes to where nobody else answers. */
  error: ErrorCode;
  /** Asked again it would fail again, or cost another run of a model that is merely slow. */
  isFinal?: boolean;
  /** Goes on after "the model" or "the back end". */
  says: string;
};

/** Asked again it would say the same; the visitor's question is not what is wrong. */
const operators = {whose: 'operator', error: 'agent_unavailable', isFinal: true} as const;

const faults = {
  key_refused: {...operators, says: 'refuses our key'},
  credit_spent: {...operators, says: 'says that our credit is spent'},
  forbidden: {...operators, says: 'forbids us what we ask'},
  not_found: {...operators, says: 'is not found under this address and name'},
  redirected: {...operators, says: 'sends us to another address'},
  field_refused: {...operators, says: 'refuses a field of our requests'},
  not_set_up: {...operators, says: 'is named by a clinic and not set up'},
  untrusted: {...operators, says: 'shows a certificate that is not trusted'},

  unreachable: {whose: 'upstream', error: 'agent_unavailable', says: 'cannot be reached'},
  failing: {whose: 'upstream', error: 'agent_unavailable', says: 'answers with an error of its own'},
  busy: {whose: 'upstream', error: 'agent_unavailable', says: 'asks us to wait'},
  silent: {whose: 'upstream', error: 'agent_timeout', isFinal: true, says: 'lets us wait for the first word'},

  stalled: {
    whose: 'question',
    error: 'agent_timeout',
    isFinal: true,
    says: 'falls silent in the middle of a reply',
  },
  endless: {
    whose: 'question',
    error: 'agent_timeout',
    isFinal: true,
    says: 'does not come to an end in time',
  },
  cut: {whose: 'question', error: 'agent_unavailable', says: 'breaks off in the middle of a reply'},
  unfinished: {whose: 'question', error: 'agent_unavailable', says: 'does not say that its reply has ended'},
  stopped: {
    whose: 'question',
    error: 'agent_unavailable',
    says: 'ends a reply for another reason than its end',
  },
  cut_short: {whose: 'question', error: 'agent_unavailable', says: 'reaches its length before one sentence'},
  error_told: {whose: 'question', error: 'agent_unavailable', says: 'tells of an error instead of a reply'},
  tool_called: {whose: 'question', error: 'agent_unavailable', says: 'asks for tools instead of answering'},
  empty: {whose: 'question', error: 'agent_unavailable', says: 'answers without a word'},
  strange: {whose: 'question', error: 'agent_unavailable', says: 'answers what we do not understand'},
  too_large: {whose: 'question', error: 'agent_unavailable', says: 'answers more than we take'},
  too_long: {whose: 'question', error: 'agent_refused', says: 'cannot take so long a question'},
  request_refused: {whose: 'question', error: 'agent_refused', says: 'refuses a request of ours'},
  filtered: {whose: 'question', error: 'agent_refused', says: 'will not answer this'},
  leaking: {whose: 'question', error: 'agent_refused', says: 'repeats its instructions'},
} as const satisfies Record<string, Fault>;

export type FaultCode = keyof typeof faults;

export const faultCodes = Object.keys(faults);

type FaultFacts = {status?: number | undefined; cause?: unknown; isRemembered?: boolean};

/** The cause of a `ChatError` that an upstream is behind. */
export class UpstreamFault extends Error {
  override readonly name = 'UpstreamFault' as const;
  readonly code: FaultCode;
  /** The HTTP status that said so. */
  readonly status: number | undefined;
  /** Nobody was asked this time: it is what an earlier question came to. */
  readonly isRemembered: boolean;

  constructor(code: FaultCode, {status, cause, isRemembered = false}: FaultFacts = {}) {
    super(faults[code].says, {cause});
    this.code = code;
    this.status = status;
    this.isRemembered = isRemembered;
  }

  get whose(): Fault['whose'] {
    return faults[this.code].whose;
  }

  get says(): string {
    return faults[this.code].says;
  }

  /** It had this question, and all the time there is: asked again it would cost another run. */
  get isSlow(): boolean {
    return !this.isRemembered && faults[this.code].error === 'agent_timeout';
  }

  /** It is the reply that this question gets: nobody else is to be asked. */
  get isLastWord(): boolean {
    return this.code === 'filtered' || this.code === 'leaking';
  }
}

export type FaultDetails = FaultFacts & {retryAfterSeconds?: number | undefined};

export function failure(code: FaultCode, details: FaultDetails = {}): ChatError {
  const {retryAfterSeconds, ...facts} = details;
  const {error, ...fault}: Fault = faults[code];
  return new ChatError(error, undefined, {
    cause: new UpstreamFault(code, facts),
    isFinal: fault.isFinal === true && (fault.whose === 'operator' || !facts.isRemembered),
    ...(retryAfterSeconds !== undefined && {retryAfterSeconds}),
  });
}

export function faultOf(error: unknown): UpstreamFault | undefined {
  return error instanceof ChatError && error.cause instanceof UpstreamFault ? error.cause : undefined;
}
