--[[
  Puts a message aside whose attempt failed, to be tried again later; gives it up when that was its last attempt,
  or when later would be too late. It keeps the session's turn meanwhile.

  KEYS and ARGV[1…7] as in settle.lua
  ARGV[8] attempt   ARGV[9] delay in ms   ARGV[10] most attempts
  ARGV[11] error code and ARGV[12] words for the visitor, when it is given up
  Returns {'delayed'} | {'failed'} | {'fenced'}
]]
local attempt, delay, most_attempts = ARGV[8], tonumber(ARGV[9]), tonumber(ARGV[10])

if not is_current(attempt) then return {'fenced'} end
if spent() >= most_attempts or is_late(delay) then
  bury(ARGV[11], ARGV[11], ARGV[12])
  return {'failed'}
end
redis.call('HSET', keys.message, 'status', 'queued')
take(entry)
redis.call('DEL', keys.turn)
redis.call('ZADD', keys.delayed, now() + delay, ticket)
return {'delayed'}
