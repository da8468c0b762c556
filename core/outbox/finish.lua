-- Ends a delivery, if this attempt is still the current one: the next one of the chat may leave.
if not is_current(args.attempt) then return {'fenced'} end
redis.call('HSET', keys.delivery, 'status', args.status, 'reason', args.reason)
if args.status == 'failed' then give_up(args.reason) end
-- The provider may know of an opt-out that we never heard.
if args.reason == 'opted_out' then redis.call('ZADD', keys.opted_out, 'NX', now(), args.chat) end
pass(args.id, args.entry)
return {'finished'}
