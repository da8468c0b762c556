-- Writes down that the piece being sent has gone out. What went out went out, whoever says so: this has no fence.
local known = redis.call('HMGET', keys.delivery, 'sending', 'digest')
local piece = tonumber(known[1])
if not piece or known[2] ~= args.digest then return {'ignored'} end
if redis.call('HSETNX', keys.outgoing, 'piece', args.id .. ' ' .. piece) == 0 then return {'ignored'} end

-- A receipt may have been faster.
redis.call('HSETNX', keys.outgoing, 'status', 'pending')
redis.call('PEXPIRE', keys.outgoing, args.keep)
redis.call('HSET', keys.delivery, 'sent', piece + 1, 'outgoing_' .. piece, keys.outgoing)
redis.call('HDEL', keys.delivery, 'sending')
return {'recorded', redis.call('HDEL', keys.parked, account)}
