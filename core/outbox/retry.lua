-- Puts a delivery aside, to be tried again later; it keeps its turn before the other deliveries of the chat.
local due = now() + args.after
if not is_current(args.attempt) then return {'fenced'} end
if args.reason == 'unsure' then redis.call('HSET', keys.delivery, 'unsure_at', now()) end
if args.reason ~= 'unsure' and args.reason ~= 'looked' then redis.call('HDEL', keys.delivery, 'sending') end
delay(args.id, args.entry, due)
if args.reason ~= 'parked' and args.reason ~= 'away' then return {'delayed'} end
local is_new = redis.call('HSET', keys.parked, account, due) == 1
redis.call('HSET', keys.account, 'parked_for', args.code)
redis.call('PEXPIRE', keys.account, constants.keep_figures)
return {is_new and 'parked' or 'delayed'}
