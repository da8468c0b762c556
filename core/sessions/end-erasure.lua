-- The last step of an erasure. What was under way when it began, and has not arrived yet, is refused for a moment more.
local generation = redis.call('HGET', keys.session, 'generation') or ''
local count = redis.call('DEL', unpack(keys.all))
redis.call('DEL', keys.session)
redis.call('HSET', keys.session, 'erased', 'done', 'generation', generation)
redis.call('PEXPIRE', keys.session, args.farewell)
for _, list in ipairs({keys.erasures, keys.recent, keys.needing, keys.with_person, keys.unattended, keys.on_phone}) do
  redis.call('ZREM', list, args.name)
end
redis.call('SET', keys.unwritten, now(), 'PX', args.longest)
return {'erased', count}
