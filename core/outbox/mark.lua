--[[
  Says that a piece is about to be sent, before it is: whoever takes the letter over knows that it may have been.

  KEYS and ARGV[1…6] as in letter.lua
  ARGV[7] consumer   ARGV[8] attempt   ARGV[9] number of the piece, from 0   ARGV[10] digest of its text
  Returns {'marked'} | {'sent'}: it has gone out already | {'fenced'}: another attempt has begun
]]
local consumer, attempt, piece, digest = ARGV[7], ARGV[8], tonumber(ARGV[9]), ARGV[10]

if not is_current(attempt) or not is_held_by(consumer) then return {'fenced'} end
if (tonumber(redis.call('HGET', keys.delivery, 'sent')) or 0) > piece then return {'sent'} end
if redis.call('HGET', keys.delivery, 'sending') ~= ARGV[9] then
  redis.call('HSET', keys.delivery, 'sending', piece, 'digest', digest, 'tries', 0, 'sending_at', now())
end
redis.call('HINCRBY', keys.delivery, 'tries', 1)
redis.call('HSET', keys.delivery, 'unsure_at', now())
return {'marked'}
