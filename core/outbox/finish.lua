-- Ends a delivery, if this attempt is still the current one: the next one of the chat may leave.
if not is_current(args.attempt) then return {'fenced'} end
redis.call('HSET', keys.delivery, 'status', args.status, 'reason', args.reason)
pass(args.id, args.entry)
return {'finished'}
