--[[
  A worker says that it is there. Who has been silent is forgotten, and the whole list with the last of them.

  KEYS[1] workers that are there
  ARGV[1] consumer   ARGV[2] turns it takes at once, '' when it leaves   ARGV[3] how long this holds, in ms
  Returns {'announced'}
]]
local workers = KEYS[1]
local consumer, places, ttl = ARGV[1], ARGV[2], tonumber(ARGV[3])

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for _, member in ipairs(redis.call('ZRANGE', workers, 0, -1)) do
  if string.match(member, '^%S+') == consumer then redis.call('ZREM', workers, member) end
end
redis.call('ZREMRANGEBYSCORE', workers, '-inf', now - ttl)
if places ~= '' then redis.call('ZADD', workers, now, consumer .. ' ' .. places) end
redis.call('PEXPIRE', workers, ttl)
return {'announced'}
