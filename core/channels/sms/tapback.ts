/**
 * Reactions come as texts where a phone has nothing better: `Liked “We are open Monday to Friday”`. They quote us and say
 * nothing that could be answered.
 */
const verbs = [
  'liked|loved|disliked|laughed at|emphasi[sz]ed|questioned|reacted .{1,12} to',
  'removed (?:an? )?[^“"«]{1,20} from',
  '(?:no )?le (?:gust[aó]|encant[aó]|hizo gracia|dio risa)|se ri[oó] de|enfatiz[oó]|destac[oó]|(?:pregunt[oó]|dud[oó])(?: por| de)?|reaccion[oó] con .{1,12} a|(?:quit[oó]|elimin[oó]) [^“"«]{1,30} (?:de|a)',
  '(?:não )?gostou de|curtiu|amou|adorou|riu de|enfatizou|questionou|reagiu com .{1,12} a|removeu [^“"«]{1,30} de',
];
/** What it is called that has no words of its own. */
const things =
  'an? (?:image|photo|movie|video|attachment|sticker|audio message|link|location)|una? (?:imagen|foto|v[ií]deo|archivo)|uma? (?:imagem|foto|v[ií]deo|anexo)';
const quote = '[“"«][^]*[”"»]';

const named = new RegExp(`^(?:${verbs.join('|')})\\s+(?:${quote}|${things})$`, 'iu');
const pictured = new RegExp(
  `^(?:removed )?[\\p{Extended_Pictographic}\\p{Emoji_Component}]+\\s+(?:to|from|a|de|em)\\s+${quote}$`,
  'iu',
);

export function isTapback(text: string): boolean {
  const plain = text.replace(/[\u200a-\u200d\u2060\ufeff]/g, ' ').trim();
  return named.test(plain) || pictured.test(plain);
}
