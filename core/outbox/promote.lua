--[[
  A delayed letter whose time has come goes back into the outbox; once, whoever asks.

  KEYS and ARGV[1…6] as in letter.lua
  Returns {'queued'} | {'early'} | {'gone'}
]]
local due = redis.call('ZSCORE', keys.delayed, ticket)
if not due then return {'gone'} end
if tonumber(due) > now() then return {'early'} end
redis.call('ZREM', keys.delayed, ticket)
put(id)
return {'queued'}
