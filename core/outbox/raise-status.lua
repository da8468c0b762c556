--[[
  A receipt: raises what is known of a message of the provider's, never lowers it. It may come before we know that the
  message is ours, and more than once.

  KEYS[1] what is known of the provider's message
  ARGV[1] status: pending | sent | failed | delivered | read   ARGV[2] TTL in ms, where nothing was known
  Returns {'raised'} | {'kept'}
]]
local outgoing = KEYS[1]
local status, ttl = ARGV[1], tonumber(ARGV[2])
-- A failure after the tick is believed, one after the delivery is not.
local rank = {pending = 0, sent = 1, failed = 2, delivered = 3, read = 4}

local known = redis.call('HGET', outgoing, 'status')
if known and rank[known] >= rank[status] then return {'kept'} end
redis.call('HSET', outgoing, 'status', status)
if redis.call('PTTL', outgoing) < 0 then redis.call('PEXPIRE', outgoing, ttl) end
return {'raised'}
