-- Chats that somebody had on the clinic's own phone, and in which the agent answers again: no person has them.
local over = redis.call('ZRANGEBYSCORE', keys.on_phone, '-inf', now(), 'LIMIT', 0, args.most)
for _, conversation in ipairs(over) do
  redis.call('ZREM', keys.on_phone, conversation)
  redis.call('ZREM', keys.with_person, conversation)
end
return {'ended', #over}
