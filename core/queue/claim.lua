--[[
  Begins a new attempt at a message that this consumer was handed by XREADGROUP or XAUTOCLAIM.
  The attempt number is the fence: whatever an earlier attempt still tries to write is refused.
]]
if not is_held_by(args.consumer) then return {'lost'} end

local hash = redis.call('HGETALL', keys.message)
local known = {}
for i = 1, #hash, 2 do known[hash[i]] = hash[i + 1] end
known.keep, known.clinic = tonumber(known.keep) or args.keep, known.clinic or ''
local message = {id = args.id, hash = keys.message, events = keys.events, entry = args.entry, known = known}

if is_foreign(known) then return {'foreign'} end
if not is_open(known) then
  leave(message)
  return {'ended'}
end
free_slot(known, args.id) -- of an earlier attempt
if is_handed_off() then
  wait_for_person(message)
  hold(args.entry)
  return {'held'}
end
if spent(known.attempt, known.handed_back) >= args.most_attempts then
  bury(message, 'attempts_spent', 'agent_unavailable')
  return {'spent'}
end
if is_late(known.deadline_at, 0) then
  bury(message, 'deadline', 'agent_timeout')
  return {'spent'}
end
-- Who was under way goes on at once, whoever has it now.
if args.shared ~= '' and known.status ~= 'processing' and has_its_share(known.clinic) then
  step_aside(known, args.id)
  hold(args.entry)
  return {'aside'}
end
take_slot(known, args.id, args.consumer)

if (tonumber(known.pieces) or 0) > (tonumber(known.taken_back) or 0) then
  redis.call('XADD', keys.events, '*', 'type', 'reset')
end
local attempt = (tonumber(known.attempt) or 0) + 1
local event = redis.call('XADD', keys.events, '*', 'type', 'processing', 'attempt', attempt)
local at = string.match(event, '^%d+')
redis.call('HSET', keys.message, 'status', 'processing', 'attempt', attempt, 'pieces', 0, 'taken_back', 0,
  'owner', args.consumer, 'claimed_at', at, 'started_at', known.started_at or at)
wake(args.id, false)
return {'run', attempt, hash, redis.call('XREVRANGE', keys.transcript, '+', '-', 'COUNT', args.utterances),
  at - (known.created_at or at)}
