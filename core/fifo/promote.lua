--[[
  A delayed message whose time has come goes back into the queue; once, whoever asks.

  KEYS and ARGV[1…7] as in settle.lua
  Returns {'queued'} | {'early'} | {'gone'}: somebody else did it, or it has ended
]]
local due = redis.call('ZSCORE', keys.delayed, ticket)
if not due then return {'gone'} end
if tonumber(due) > now() then return {'early'} end
redis.call('ZREM', keys.delayed, ticket)
put(id)
return {'queued'}
