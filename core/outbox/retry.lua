-- Puts a delivery aside, to be tried again later; it keeps its turn before the other deliveries of the chat.
local due = now() + args.after
if not is_current(args.attempt) then return {'fenced'} end
if args.reason == 'unsure' then redis.call('HSET', keys.delivery, 'unsure_at', now()) end
if args.reason == 'unsent' or args.reason == 'parked' then redis.call('HDEL', keys.delivery, 'sending') end
delay(args.id, args.entry, due)
if args.reason ~= 'parked' then return {'delayed'} end
return {redis.call('HSET', keys.parked, account, due) == 1 and 'parked' or 'delayed'}
