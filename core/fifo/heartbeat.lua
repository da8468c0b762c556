-- Keeps a claim alive. A bare XCLAIM would steal the entry back after a pause: attempt and owner must still be ours.
local known = redis.call('HMGET', keys.hash, 'status', 'attempt')
if known[1] ~= args.running or known[2] ~= args.attempt or not is_held_by(args.consumer) then return {'lost'} end
redis.call('XCLAIM', keys.stream, args.group, args.consumer, 0, args.entry, 'JUSTID')
return {'kept'}
