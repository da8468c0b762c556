--[[
  Opens a protected session: from here on it is written to with its token only. One that is there stays as it is.

  KEYS[1] record of the session
  ARGV[1] TTL in ms   ARGV[2…] further fields of the record, name and value in turn
  Returns {'opened'} | {'known'}
]]
local record, ttl = KEYS[1], tonumber(ARGV[1])

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if redis.call('HSETNX', record, 'protected', 1) == 0 then return {'known'} end
redis.call('HSET', record, 'created_at', now, unpack(ARGV, 2))
redis.call('PEXPIRE', record, ttl)
return {'opened'}
