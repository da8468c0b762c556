-- The next member whose time has come; it is due again later, unless it is removed until then.
local member = redis.call('ZRANGEBYSCORE', keys.due, '-inf', now(), 'LIMIT', 0, 1)[1]
if not member then return {'none'} end
redis.call('ZADD', keys.due, now() + args.again, member)
return {'due', member}
