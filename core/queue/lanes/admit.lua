--[[
  A message that found the queue full goes into it; once, whoever asks.

  KEYS and ARGV[1…7] as in settle.lua
  Returns {'queued'} | {'gone'}: somebody else did it, or it has ended
]]
if redis.call('ZREM', keys.lanes, ticket) == 0 then return {'gone'} end
put(id)
return {'queued'}
