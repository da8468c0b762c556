-- Puts words of our own into the outbox that answer no message; once per chat in a while.
for i, key in ipairs(keys.once) do
  if not redis.call('SET', key, '1', 'NX', 'PX', args.every[i]) then return {'repeated'} end
end
redis.call('HSET', keys.message, 'status', 'done', 'channel', args.channel, 'session', args.session,
  'clinic', args.clinic, 'target', args.target, 'reply', args.words, 'noted_at', now(),
  unpack(args.fields))
redis.call('PEXPIRE', keys.message, args.keep)
if redis.call('RPUSH', keys.jobs, args.id) == 1 then
  if args.after > 0 then delay(args.id, '', now() + args.after) else put(args.id) end
end
redis.call('PEXPIRE', keys.jobs, args.keep)
return {'noted'}
