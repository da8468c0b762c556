import type {Said} from '../../worker/agents/agent.ts';
import {plainReply} from '../../worker/plain-reply.ts';
import {test} from '../helpers/test.ts';

async function* say(said: readonly Said[]): AsyncGenerator<Said> {
  yield* said;
}

test('all that an agent says reaches a reader as words that can be seen', async t => {
  const heard: Said[] = [];
  const said: Said[] = [
    'Hello\u202e\u0007 there',
    '\u2066',
    {type: 'choices', choices: ['Ope\u202ening\nhours']},
    {type: 'handoff', reason: `asked\u0000\n${'x'.repeat(10_000)}`},
    {type: 'handoff', reason: '\u202e'},
  ];
  for await (const one of plainReply(say(said))) heard.push(one);
  t.deepEqual(heard, [
    'Hello there',
    {type: 'choices', choices: ['Opening hours']},
    {type: 'handoff', reason: `asked ${'x'.repeat(194)}`},
    {type: 'handoff', reason: 'asked'},
  ]);
});
