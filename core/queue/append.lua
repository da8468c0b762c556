-- Adds a piece of the reply, a reset that takes back those before it, or how long there has been none, if this attempt is
-- still the current one. Pieces are numbered from 1, so that a repeat after a lost answer changes nothing.
local known = redis.call('HMGET', keys.message, 'status', 'attempt', 'pieces', 'taken_back')
if known[1] ~= 'processing' or known[2] ~= args.attempt then return {'fenced'} end
if args.piece <= tonumber(known[3]) then return {'repeated'} end
if args.is_reset == '1' then
  redis.call('XADD', keys.events, '*', 'type', 'reset')
  redis.call('HSET', keys.message, 'pieces', args.piece, 'taken_back', args.piece)
elseif args.seconds ~= '' then
  redis.call('XADD', keys.events, '*', 'type', 'thinking', 'seconds', args.seconds)
  redis.call('HSET', keys.message, 'pieces', args.piece)
  -- It says nothing that the next attempt would have to take back.
  if known[3] == known[4] then redis.call('HSET', keys.message, 'taken_back', args.piece) end
else
  redis.call('XADD', keys.events, '*', 'type', 'delta', 'text', args.text, 'number', args.number)
  redis.call('HSET', keys.message, 'pieces', args.piece)
end
redis.call('XADD', keys.wake, 'MAXLEN', '~', 10000, '*', 'message', args.id)
return {'appended'}
