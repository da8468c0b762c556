-- From here on a conversation is being erased: whatever would add to it looks here in its own step, and is refused.
local known = redis.call('HMGET', keys.session, 'generation', 'erased')
if args.generation ~= '' then
  if not known[1] or known[2] == 'done' then return {'gone'} end
  if known[1] ~= args.generation then return {'foreign'} end
end
redis.call('HSET', keys.session, 'erased', 'begun')
redis.call('PEXPIRE', keys.session, args.keep)
redis.call('ZADD', keys.erasures, now(), args.name)
return {'closed'}
