--[[
  The next conversation whose clinic is to be told; it is due again later, unless it is done until then.

  KEYS[1] conversations that a person has to hear of
  ARGV[1] how long until it is due again, in ms
  Returns {'due', id, channel and session with spaces between} | {'none'}
]]
local handoffs, again = KEYS[1], tonumber(ARGV[1])

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local ticket = redis.call('ZRANGEBYSCORE', handoffs, '-inf', now, 'LIMIT', 0, 1)[1]
if not ticket then return {'none'} end
redis.call('ZADD', handoffs, now + again, ticket)
return {'due', ticket}
