import {createFaqAgent} from '../../worker/agents/faq/faq.ts';
import {createHttpAgent} from '../../worker/agents/http/http.ts';
import {limited} from '../../worker/agents/limit.ts';
import {createOpenAiAgent} from '../../worker/agents/openai/openai.ts';
import {Upstream} from '../../worker/agents/upstream/upstream.ts';
import {agentContract, type OpenSubject} from '../contracts/agent.ts';
import {clinic} from '../helpers/agent.ts';
import {type Completion, fakeOpenAi, says} from '../helpers/fake-openai.ts';
import {answers, type FakeUpstream, fakeUpstream, hangs, streams} from '../helpers/fake-upstream.ts';
import {testLog} from '../helpers/log.ts';
import {type ExecutionContext, test} from '../helpers/test.ts';

const words = ['We open', ' at eight,', ' and close at six.', ' On Sunday', ' we are', ' closed. ¿Sí? 🙂'];
const reply = words.join('');

function testUpstream(t: ExecutionContext): Upstream {
  const upstream = new Upstream(testLog());
  t.teardown(() => upstream.close());
  return upstream;
}

function controls(fake: FakeUpstream, heard: () => string[]) {
  return {
    heard,
    open: fake.open,
    requests: () => fake.asked.length,
    fail(status: number) {
      fake.behave = answers(status);
    },
    hang() {
      fake.behave = hangs;
    },
  };
}

const openFaq: OpenSubject = (_, {paceMs, maxChars}) => {
  const [entry] = clinic().knowledge.filter(({id}) => id === 'insurance');
  if (!entry) throw new Error('The demo clinic has no such entry');
  return {
    agent: limited(createFaqAgent({paceMs}), maxChars),
    ask: {text: entry.questions[0] ?? ''},
    reply: entry.answer,
  };
};

const openOpenAi: OpenSubject = async (t, {paceMs, maxChars}) => {
  const fake = await fakeOpenAi(t, says(words, paceMs));
  const {baseUrl} = fake;
  const agent = createOpenAiAgent({
    upstream: testUpstream(t),
    log: testLog(),
    baseUrl,
    apiKey: 'k',
    model: 'fake-1',
    maxChars,
  });
  const heard = (): string[] => {
    const {messages} = JSON.parse(fake.asked.at(-1)?.raw ?? '') as Completion;
    return messages.slice(1).map(({content}) => content);
  };
  return {agent, ask: {}, reply, upstream: controls(fake, heard)};
};

const openHttp: OpenSubject = async (t, {paceMs, maxChars}) => {
  const fake = await fakeUpstream(t, streams(words, {type: 'text/plain; charset=utf-8', paceMs}));
  const agent = createHttpAgent({upstream: testUpstream(t), url: fake.url, maxChars});
  const heard = (): string[] => {
    const {history, text} = JSON.parse(fake.asked.at(-1)?.raw ?? '');
    return [...history.map((utterance: {text: string}) => utterance.text), text];
  };
  return {agent, ask: {}, reply, upstream: controls(fake, heard)};
};

for (const promise of agentContract) {
  test('faq', promise, openFaq);
  test('openai', promise, openOpenAi);
  test('http', promise, openHttp);
}
