import {readMessage} from '../../core/events/read.ts';
import {promote} from '../../core/fifo/promote.ts';
import {enqueue} from '../../core/queue/enqueue.ts';
import {messages} from '../../core/queue/messages.ts';
import {createAgent} from '../../worker/agents/create-agent.ts';
import {cutsAfter, fakeOpenAi, says} from '../helpers/fake-openai.ts';
import {hasten, options} from '../helpers/queue.ts';
import {testRedis} from '../helpers/redis.ts';
import {limits} from '../helpers/server.ts';
import {test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';
import {testWorker} from '../helpers/worker.ts';

test('a provider that dies in mid-reply ends in a reset, and then the whole answer', async t => {
  const given = await testRedis(t);
  const {redis, log} = given;
  const fake = await fakeOpenAi(t, cutsAfter(['We open', ' at']));
  const openai = {baseUrl: fake.baseUrl, apiKey: undefined, model: 'fake-1'};
  const http = {url: undefined, secret: undefined};
  const agent = createAgent({agents: ['openai'], openai, http, agentMaxChars: 4000}, log);
  t.teardown(() => agent.close?.());
  await testWorker(t, given, question => agent.reply(question));
  const message = {
    id: 'm1',
    channel: 'widget',
    session: 's',
    text: 'When do you open?',
    clinic: 'demo',
  } as const;
  await enqueue(redis, limits, message);
  await log.seen('turn.finished', {message: 'm1', attempt: 1});

  fake.behave = says(['We open', ' at eight.']);
  await hasten(redis);
  await promote(redis, messages, options.resultTtlMs);
  const {events} = await until(async () => {
    const read = await readMessage(redis, 'm1');
    return read?.status === 'done' ? read : null;
  });
  const types = events.map(({type}) => type).join(' ');
  t.regex(types, /^queued processing delta( delta)? reset processing delta( delta)? message$/);
  t.like(events.at(-1), {type: 'message', text: 'We open at eight.'});
  t.is(fake.asked.length, 2);
});
