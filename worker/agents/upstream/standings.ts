/** How each upstream has answered last: since when it is wrong, and in which way. Holds no more than there are names. */
import type {AgentName, Clinic} from '../../../core/clinics/clinic.ts';
import type {UpstreamFault} from './faults.ts';

/**
 * Which agent, and whose: a clinic that names a model or a back end of its own (`own`) has an upstream of its own.
 */
export type UpstreamName = {agent: AgentName; clinic?: string; own?: string};

/** As the clinic's file has it now. */
export function upstreamOf(agent: AgentName, {id, agent: chosen}: Clinic): UpstreamName {
  const own = agent === 'openai' ? chosen?.model : chosen?.url;
  return own ? {agent, clinic: id, own} : {agent};
}

export type Standing = UpstreamName & {
  /** Who asks it and what, as one word for a key. */
  name: string;
  /** What is wrong, unless nothing is. */
  fault?: Pick<UpstreamFault, 'code' | 'whose'> & {reason: string; since: Date; lastAt: Date};
  /** Nobody waits for it at the moment. */
  isOpen: boolean;
};

type Known = {upstream: UpstreamName; fault?: UpstreamFault | undefined; since: Date; lastAt: Date};

export class Standings {
  readonly #known = new Map<string, Known>();

  nameOf({agent, clinic}: UpstreamName): string {
    return clinic === undefined ? agent : `${agent} ${clinic}`;
  }

  /** The same fault again began when it was first seen. */
  note(upstream: UpstreamName, fault?: UpstreamFault): void {
    const name = this.nameOf(upstream);
    const known = this.#known.get(name);
    const lastAt = new Date();
    const since = known && known.fault?.code === fault?.code ? known.since : lastAt;
    this.#known.set(name, {upstream, fault, since, lastAt});
  }

  all(isOpen: (name: string) => boolean): Standing[] {
    return [...this.#known].map(([name, {upstream, fault, since, lastAt}]) => ({
      ...upstream,
      name,
      isOpen: isOpen(name),
      ...(fault && {
        fault: {code: fault.code, whose: fault.whose, reason: reasonOf(upstream, fault), since, lastAt},
      }),
    }));
  }
}

/** As a sentence for whoever runs this. */
export function reasonOf({agent}: {agent: string}, {says}: UpstreamFault): string {
  return `${agent === 'openai' ? 'the model' : 'the back end'} ${says}`;
}
