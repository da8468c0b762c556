-- Adds a piece of the reply, if this attempt is still the current one. Pieces are numbered from 1, so that a repeat
-- after a lost answer changes nothing.
local known = redis.call('HMGET', keys.message, 'status', 'attempt', 'pieces')
if known[1] ~= 'processing' or known[2] ~= args.attempt then return {'fenced'} end
if args.piece <= tonumber(known[3]) then return {'repeated'} end
redis.call('XADD', keys.events, '*', 'type', 'delta', 'text', args.text)
redis.call('HSET', keys.message, 'pieces', args.piece)
redis.call('XADD', keys.wake, 'MAXLEN', '~', 10000, '*', 'message', args.id)
return {'appended'}
