/** What every channel that delivers must do, whatever its provider is: run by each of them. */
import type {ExecutionContext} from 'ava';
import type {Outbound, Piece} from '../../core/channels/channel.ts';
import {test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';

/** The provider as a small real server. */
export type Provider = {
  outbound: Outbound;
  piece: Omit<Piece, 'text'>;
  /** What it has really sent, in order. */
  texts(): string[];
  /** Its next call ends so. */
  next(fault: 'refuses' | 'unauthorized' | 'limits' | 'cuts' | 'fails'): void;
  /** No connection can be made from now on. */
  stop(): Promise<void>;
};

export const outboundContract = test.macro(
  async (t: ExecutionContext, start: (t: ExecutionContext) => Promise<Provider>, longest: number) => {
    const provider = await start(t);
    const {outbound, piece} = provider;
    const deliver = (text: string) => outbound.deliver({...piece, text});

    const sent = await deliver('hello');
    t.is(sent.status, 'sent');
    t.true(sent.status === 'sent' && sent.providerId !== '');
    t.deepEqual(provider.texts(), ['hello']);

    provider.next('refuses');
    t.is((await deliver('never')).status, 'refused');
    provider.next('unauthorized');
    t.is((await deliver('parked')).status, 'parked');
    provider.next('limits');
    t.regex((await deliver('later')).status, /^(?:later|away)$/);
    provider.next('cuts');
    t.is((await deliver('perhaps')).status, 'unknown', 'a cut connection proves nothing');
    provider.next('fails');
    t.is((await deliver('perhaps')).status, 'unknown', 'nor does an answer that nobody knows');
    t.deepEqual(provider.texts(), ['hello']);

    const pieces = outbound.render(
      `# Title\n\n${'A **sentence** of this reply. '.repeat(400)}`,
      piece.target,
    );
    t.true(pieces.length > 1 && pieces.every(text => text !== '' && visible(text).length <= longest));
    for (const text of pieces) t.is((await deliver(text)).status, 'sent');
    t.deepEqual(outbound.render('  ', piece.target), []);

    if (outbound.typing) await t.notThrowsAsync(outbound.typing(piece));
    await provider.stop();
    // A connection that was kept may be found dead only by using it: that proves nothing either.
    await until(async () => (await deliver('later')).status === 'later');
  },
);

/** Tags do not count for the only channel that has them. */
function visible(text: string): string {
  return text.replace(/<[^>]*>/g, '');
}
