--[[
  Puts a letter aside, to be tried again later; it keeps its place before the other letters of the chat.

  KEYS and ARGV[1…6] as in letter.lua
  ARGV[7] attempt   ARGV[8] delay in ms
  ARGV[9] 'unsent': nothing has gone out | 'unsure': the piece may have | 'parked': unsent, with its whole account
          | 'looked': still unsure, and nothing was sent since
  Returns {'postponed'} | {'parked'}: the account is parked from now on | {'fenced'}
]]
local attempt, due, reason = ARGV[7], now() + tonumber(ARGV[8]), ARGV[9]

if not is_current(attempt) then return {'fenced'} end
if reason == 'unsure' then redis.call('HSET', keys.delivery, 'unsure_at', now()) end
if reason == 'unsent' or reason == 'parked' then
  redis.call('HDEL', keys.delivery, 'sending')
end
delay(due)
if reason ~= 'parked' then return {'postponed'} end
return {redis.call('HSET', keys.parked, account, due) == 1 and 'parked' or 'postponed'}
