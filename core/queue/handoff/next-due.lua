-- The next conversation whose clinic is to be told of it; it is due again later, unless it is done until then.
local key = redis.call('ZRANGEBYSCORE', keys.handoffs, '-inf', now(), 'LIMIT', 0, 1)[1]
if not key then return {'none'} end
redis.call('ZADD', keys.handoffs, now() + args.again, key)
return {'due', key}
