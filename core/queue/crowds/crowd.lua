-- Is it told by itself? The first few of one sender's are, and the first ones of one clinic's; those behind them are
-- told together, when a pause is over.
local kept = redis.call('HMGET', keys.kept, 'clinic', args.mark)
if kept[2] == '' then return {'alone'} end

local function count(key)
  local so_far = redis.call('INCR', key)
  if so_far == 1 then redis.call('PEXPIRE', key, args.window) end
  return so_far
end

local isAlone = count(keys.of_sender) <= args.most_of_sender
  and (not args.most_of_clinic or count(keys.of_clinic) <= args.most_of_clinic)
if kept[1] then redis.call('HSET', keys.kept, args.mark, isAlone and '' or args.crowd) end
if isAlone then return {'alone'} end
redis.call('RPUSH', keys.crowd, args.id)
redis.call('PEXPIRE', keys.crowd, args.keep)
redis.call('ZADD', keys.crowds, 'NX', now() + args.pause, args.crowd)
redis.call('ZREM', keys.due, args.member)
return {'crowded'}
