import {createOutbounds} from '../../core/channels/create-channels.ts';
import {createTypist} from '../../worker/channels/keep-typing.ts';
import {fakeEvolution} from '../helpers/fake-evolution.ts';
import {chat, evolutionChannels} from '../helpers/outbox.ts';
import {test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';

test('a chat is shown that somebody writes, but not for a reply that comes at once', async t => {
  const evolution = await fakeEvolution(t);
  const typing = createTypist(createOutbounds(evolutionChannels(evolution.url), {publicUrl: undefined}));
  const quick = typing(chat(1));
  quick();
  const slow = typing(chat(2));
  await until(() => evolution.presences.length > 0);
  slow();
  t.deepEqual(evolution.presences, [{instance: 'acct1', number: chat(2).target}]);
});

test('where nobody can be shown it, or Evolution is away, nothing happens', async t => {
  const evolution = await fakeEvolution(t);
  const typing = createTypist(createOutbounds(evolutionChannels(evolution.url), {publicUrl: undefined}));
  typing({channel: 'widget', session: 's1'})();
  evolution.licensed = false;
  const stop = typing(chat(1));
  await until(() => evolution.refused > 0);
  stop();
  t.deepEqual(evolution.presences, []);
});
