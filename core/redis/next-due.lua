-- The next member whose time has come; it is due again later, unless it is removed until then.
local by = now() - args.after
local member = redis.call('ZRANGEBYSCORE', keys.due, '-inf', by, 'LIMIT', 0, 1)[1]
if not member then return {'none'} end
redis.call('ZADD', keys.due, by + args.again, member)
return {'due', member}
