--[[
  Adds a piece of the reply to a message's result stream, if this attempt is still the current one.
  Pieces are numbered from 1, so that a repeat after a lost answer changes nothing.

  KEYS[1] message hash   KEYS[2] its result stream   KEYS[3] wake stream
  ARGV[1] message id     ARGV[2] attempt             ARGV[3] number of the piece   ARGV[4] text
  Returns {'appended'} | {'repeated'} | {'fenced'}
]]
local message, events, wake = KEYS[1], KEYS[2], KEYS[3]
local id, attempt, piece, text = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4]

local known = redis.call('HMGET', message, 'status', 'attempt', 'pieces')
if known[1] ~= 'processing' or known[2] ~= attempt then return {'fenced'} end
if piece <= tonumber(known[3]) then return {'repeated'} end
redis.call('XADD', events, '*', 'type', 'delta', 'text', text)
redis.call('HSET', message, 'pieces', piece)
redis.call('XADD', wake, 'MAXLEN', '~', 10000, '*', 'message', id)
return {'appended'}
