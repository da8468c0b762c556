-- A delivery that was given up, once more: from the first piece that has not gone out, behind what leaves now.
local said = redis.call('HMGET', keys.message, 'reply', 'error_message', 'target')
if not (said[1] or said[2]) or not said[3] then return {'expired'} end
if redis.call('XDEL', keys.dead_deliveries, args.dead) == 0 then return {'gone'} end
redis.call('HSET', keys.delivery, 'status', 'open')
redis.call('HDEL', keys.delivery, 'reason', 'sending')
redis.call('PEXPIRE', keys.delivery, args.keep)
if redis.call('RPUSH', keys.jobs, args.id) == 1 then put(args.id) end
redis.call('PEXPIRE', keys.jobs, args.keep)
return {'resent'}
