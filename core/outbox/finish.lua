--[[
  Ends a letter, if this attempt is still the current one: the next one of the chat may leave.

  KEYS and ARGV[1…6] as in letter.lua
  ARGV[7] attempt   ARGV[8] status: sent | failed   ARGV[9] why, '' where it was sent
  Returns {'closed'} | {'fenced'}
]]
local attempt, status, reason = ARGV[7], ARGV[8], ARGV[9]

if not is_current(attempt) then return {'fenced'} end
redis.call('HSET', keys.delivery, 'status', status, 'reason', reason)
leave()
return {'closed'}
