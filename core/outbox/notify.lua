-- Puts words of our own into the outbox that answer no message; once per chat in a while.
if redis.call('HEXISTS', keys.session, 'erased') == 1 then return {'repeated'} end
for i, key in ipairs(keys.once) do
  if not redis.call('SET', key, '1', 'NX', 'PX', args.every[i]) then return {'repeated'} end
end
redis.call('HSET', keys.message, 'status', 'done', 'channel', args.channel, 'session', args.session,
  'clinic', args.clinic, 'target', args.target, 'reply', args.words, 'noted_at', now(),
  unpack(args.fields))
redis.call('PEXPIRE', keys.message, args.keep)
-- Erased with the chat.
redis.call('ZADD', keys.messages, now() * 1000, args.id)
if redis.call('PTTL', keys.messages) < tonumber(args.keep) then redis.call('PEXPIRE', keys.messages, args.keep) end
if redis.call('RPUSH', keys.jobs, args.id) == 1 then
  if args.after > 0 then delay(args.id, '', now() + args.after) else put(args.id) end
end
redis.call('PEXPIRE', keys.jobs, args.keep)
return {'noted'}
