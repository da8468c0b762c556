--[[
  A receipt: raises what is known of a message of the provider's, never lowers it. It may come before we know that the
  message is ours, and more than once.

  KEYS[1] what is known of the provider's message   KEYS[2] state of the account
  ARGV[1] status: pending | sent | failed | delivered | read   ARGV[2] TTL in ms, where nothing was known
  ARGV[3] TTL of the account's state, in ms
  Returns {'raised', id of the message that was answered, '' if we know of none} | {'kept'}
]]
local outgoing, account = KEYS[1], KEYS[2]
local status, ttl = ARGV[1], tonumber(ARGV[2])
-- A failure after the tick is believed, one after the delivery is not.
local rank = {pending = 0, sent = 1, failed = 2, delivered = 3, read = 4}

local known = redis.call('HMGET', outgoing, 'status', 'piece')
if known[1] and rank[known[1]] >= rank[status] then return {'kept'} end
redis.call('HSET', outgoing, 'status', status)
if redis.call('PTTL', outgoing) < 0 then redis.call('PEXPIRE', outgoing, ttl) end
if status == 'failed' then
  redis.call('HINCRBY', account, 'failed', 1)
  redis.call('HSET', account, 'failed_at', redis.call('TIME')[1] * 1000)
  redis.call('PEXPIRE', account, ARGV[3])
end
return {'raised', string.match(known[2] or '', '^%S*')}
