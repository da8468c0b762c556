/** An OpenAI-compatible provider as it is on the wire: chat completions, streamed. */
import type {ExecutionContext} from 'ava';
import {createOpenAiAgent, type OpenAiSettings} from '../../worker/agents/openai/openai.ts';
import {Upstream, type UpstreamOptions} from '../../worker/agents/upstream/upstream.ts';
import {
  type Behaviour,
  bytewise,
  cuts,
  type FakeUpstream,
  fakeUpstream,
  hangs,
  streams,
} from './fake-upstream.ts';
import {testLog} from './log.ts';

export type Completion = {model: string; messages: {role: string; content: string}[]} & Record<
  string,
  unknown
>;

export type FakeOpenAi = FakeUpstream & {
  baseUrl: string;
  /** What it was sent last. */
  heard(): Completion;
};

export async function fakeOpenAi(
  t: ExecutionContext,
  behave: Behaviour = says(['Hello', '.']),
): Promise<FakeOpenAi> {
  const fake = await fakeUpstream(t, behave);
  return Object.assign(fake, {
    baseUrl: `${fake.url}/v1`,
    heard: () => JSON.parse(fake.asked.at(-1)?.raw ?? '') as Completion,
  });
}

/** The agent with a provider behind it; its circuit stays closed unless it is told otherwise. */
export async function testOpenAi(
  t: ExecutionContext,
  behave: Behaviour,
  options: UpstreamOptions = {},
  settings: Partial<OpenAiSettings> = {},
) {
  const log = testLog();
  const upstream = new Upstream(log, {failures: 1000, ...options});
  t.teardown(() => upstream.close());
  const fake = await fakeOpenAi(t, behave);
  const {baseUrl} = fake;
  const agent = createOpenAiAgent({
    upstream,
    log,
    baseUrl,
    apiKey: 'sk-canary',
    model: 'fake-1',
    maxChars: 4000,
    ...settings,
  });
  return {agent, fake, log, upstream};
}

export const event = (json: unknown) => `data: ${JSON.stringify(json)}\n\n`;

const about = {id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1_790_000_000, model: 'fake-1'};

/** One chunk of a completion. */
export function chunk(delta: Record<string, unknown>, finish: string | null = null): string {
  return event({...about, choices: [{index: 0, delta, logprobs: null, finish_reason: finish}], usage: null});
}

export const usage = event({
  ...about,
  choices: [],
  usage: {prompt_tokens: 40, completion_tokens: 2, total_tokens: 42},
});

/** All that is sent for these words, in the order and the shape in which it comes. */
export function completion(words: readonly string[], finish = 'stop'): string[] {
  const opening = chunk({role: 'assistant', content: '', refusal: null});
  return [opening, ...words.map(content => chunk({content})), chunk({}, finish), usage, 'data: [DONE]\n\n'];
}

const begins = (words: readonly string[]) => completion(words).slice(0, words.length + 1);

export const says = (words: readonly string[], paceMs = 0) => streams(completion(words), {paceMs});
export const saysByteByByte = (words: readonly string[]) => streams(bytewise(completion(words).join('')));
export const hangsAfter = (words: readonly string[]) => streams(begins(words), {after: hangs});
export const cutsAfter = (words: readonly string[]) => streams(begins(words), {after: cuts});
/** Ends in good order, though the model has not. */
export const stopsAfter = (words: readonly string[]) => streams(begins(words));
export const failsAfter = (words: readonly string[]) =>
  streams([
    ...begins(words),
    event({error: {message: 'The secret inner workings failed', type: 'server_error', code: null}}),
    'data: [DONE]\n\n',
  ]);
export const sendsInvalidUtf8 = streams([...begins([]), Uint8Array.of(0x64, 0xc3, 0x28, 0x0a)]);
/** The connection stays open: only a limit ends it. */
export const sendsTenMegabytes = streams(
  Array.from({length: 160}, () => 'x'.repeat(65_536)),
  {after: hangs},
);

/** The worst model there is: it obeys, and repeats all that it was sent. */
export const repeatsEverything: Behaviour = (response, asked) => {
  const {messages} = JSON.parse(asked.raw) as Completion;
  const words =
    messages
      .map(({content}) => content)
      .join('\n')
      .match(/.{1,7}/gsu) ?? [];
  return streams(completion(words))(response, asked);
};
