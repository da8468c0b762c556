/** The agent behind which stands any OpenAI-compatible model: chat completions, streamed where the server can. */
import type {Log} from '../../../core/log.ts';
import type {Agent, Question, Said} from '../agent.ts';
import {checkReply} from '../check-reply.ts';
import {limit} from '../limit.ts';
import {AskAgain} from '../upstream/exchange.ts';
import {failure} from '../upstream/faults.ts';
import {type UpstreamName, upstreamOf} from '../upstream/standings.ts';
import type {Upstream} from '../upstream/upstream.ts';
import {afterRefusal, type Body, type Dialect, inDialect, plain} from './dialect.ts';
import {endpointOf} from './endpoint.ts';
import {writeInstructions, writeMessages} from './prompt.ts';
import {judge, refusedRequest} from './refusal.ts';
import {readReply} from './reply.ts';

export type OpenAiSettings = {
  /** As `https://host/v1`. */
  baseUrl?: string | undefined;
  /** Servers of one's own may need none. */
  apiKey?: string | undefined;
  /** Asked for where a clinic names no other. */
  model?: string | undefined;
  headers?: Readonly<Record<string, string>> | undefined;
  /** Goes into every request. */
  body?: Readonly<Record<string, unknown>> | undefined;
  /** What the model can be told at once, reply included. */
  contextTokens?: number | undefined;
  /** See `ReplyRules`. */
  endsWithDone?: boolean | undefined;
};

export type OpenAiOptions = OpenAiSettings & {
  upstream: Upstream;
  log: Log;
  maxChars: number;
  now?: () => Date;
};

export function createOpenAiAgent(options: OpenAiOptions): Agent {
  const {baseUrl, maxChars, model} = options;
  const agent = new OpenAi(options);
  return {
    name: 'openai',
    reply(question) {
      const {clinic} = question;
      const asked = clinic.agent?.model ?? model;
      // A clinic's file may name this agent where the configuration does not.
      if (!baseUrl || !asked) throw failure('not_set_up');
      const said = agent.ask(baseUrl, asked, question);
      return checkReply(limit(said, maxChars), writeInstructions(clinic));
    },
  };
}

/** What the settings let a reply cost, if they say so. */
function replyTokensOf(body: OpenAiSettings['body'] = {}): number | undefined {
  const asked = body['max_completion_tokens'] ?? body['max_tokens'];
  return typeof asked === 'number' ? asked : undefined;
}

class OpenAi {
  readonly #options: OpenAiOptions;
  /** By model: that is what takes or refuses a field. */
  readonly #dialects = new Map<string, Dialect>();

  constructor(options: OpenAiOptions) {
    this.#options = options;
  }

  /** Again and again, in words that the server may understand better, as long as it only refuses those. */
  async *ask(baseUrl: string, model: string, question: Question): AsyncGenerator<Said> {
    const {body, contextTokens, now = () => new Date()} = this.#options;
    const whole: Body = {
      ...(body?.['stream'] !== false && {stream: true, stream_options: {include_usage: true}}),
      ...body,
      model,
      messages: writeMessages(question, {now: now(), contextTokens, replyTokens: replyTokensOf(body)}),
    };
    const upstream = upstreamOf('openai', question.clinic);
    for (let dialect = this.#dialects.get(model) ?? plain; ; ) {
      const trial = {dialect, next: undefined as Dialect | undefined};
      try {
        yield* this.#attempt(baseUrl, inDialect(whole, dialect), question, upstream, trial);
        return;
      } catch (thrown) {
        if (!(thrown instanceof AskAgain) || !trial.next) throw thrown;
        dialect = trial.next;
      }
    }
  }

  #attempt(
    baseUrl: string,
    body: Body,
    {message, began, signal}: Question,
    upstream: UpstreamName,
    trial: {dialect: Dialect; next: Dialect | undefined},
  ): AsyncIterable<Said> {
    const {dialect} = trial;
    const model = String(body['model']);
    const request = {
      ...endpointOf({...this.#options, baseUrl}),
      body: JSON.stringify(body),
      judge: (status: number, text: string) => {
        const judged = judge(status, text);
        if (judged || (status !== 400 && status !== 422)) return judged;
        trial.next = afterRefusal(dialect, body, status, text);
        return trial.next
          ? new AskAgain()
          : refusedRequest(status, text, Object.keys(this.#options.body ?? {}));
      },
      upstream,
      question: message,
      began,
      signal,
      onWord: () => {
        if (!this.#knows(model, dialect)) this.#learn(model, dialect, upstream);
      },
    };
    return this.#options.upstream.ask(request, answer =>
      readReply(answer, {
        endsWithDone: this.#options.endsWithDone ?? false,
        thinksUnmarked: dialect.thinksUnmarked,
        onUnmarked: () => this.#learn(model, {...dialect, thinksUnmarked: true}, upstream),
      }),
    );
  }

  #knows(model: string, dialect: Dialect): boolean {
    return (this.#dialects.get(model) ?? plain).without.size >= dialect.without.size;
  }

  /** Said once: from then on the server is asked like that. */
  #learn(model: string, dialect: Dialect, {agent, clinic}: UpstreamName): void {
    this.#dialects.set(model, dialect);
    const reasons = [
      ...(dialect.without.size > 0 ? [`without ${[...dialect.without].join(', ')}`] : []),
      ...(dialect.thinksUnmarked ? ['its thoughts have only an end'] : []),
    ];
    this.#options.log.warn({agent, clinic, reason: reasons.join('; ')}, 'dialect.learned');
  }
}
