-- Is an alarm told by itself? The first few of one sender's are; those behind them are told together, when a pause is over.
local kept = redis.call('HMGET', keys.message, 'clinic', 'told_with')
if not kept[1] or kept[2] == '' then return {'alone'} end
if redis.call('INCR', keys.told) == 1 then redis.call('PEXPIRE', keys.told, args.window) end
local isAlone = tonumber(redis.call('GET', keys.told)) <= args.most
redis.call('HSET', keys.message, 'told_with', isAlone and '' or args.crowd)
if isAlone then return {'alone'} end
redis.call('RPUSH', keys.crowd, args.id)
redis.call('PEXPIRE', keys.crowd, args.keep)
redis.call('ZADD', keys.crowds, 'NX', now() + args.pause, args.crowd)
redis.call('ZREM', keys.alarms, args.entry)
return {'crowded'}
