--[[
  Words that become part of a conversation, and that no agent answers: what somebody wrote while they want no answer, or
  while a person gives it. Once, whoever asks.
]]
if is_written_down() then return {'repeated'} end
if redis.call('ZCARD', keys.messages) >= constants.most_noted then return {'full'} end
write_down('cancelled', 'user', {'text', args.text, 'unanswered', args.why, unpack(args.fields)})
note_alarm(now())
return {'noted', args.id}
