--[[
  Puts a message aside whose attempt failed, to be tried again later; gives it up when that was its last attempt,
  or when later would be too late. It keeps the session's turn meanwhile.
]]
local known = read(keys.message)
if not is_current(known, args.attempt) then return {'fenced'} end
local tried = redis.call('HMGET', keys.message, 'handed_back', 'deadline_at')
if spent(known.attempt, tried[1]) >= args.most_attempts or is_late(tried[2], args.after) then
  local message = {id = args.id, hash = keys.message, events = keys.events, entry = args.entry, known = known}
  bury(message, args.code, args.code, args.words, args.way)
  return {'failed'}
end
redis.call('HSET', keys.message, 'status', 'queued')
free_slot(known, args.id)
delay(args.id, args.entry, now() + args.after)
return {'delayed'}
