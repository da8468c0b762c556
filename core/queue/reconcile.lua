--[[
  Looks after one message that is said to be open: a trimmed entry, a rolled-back failover or a lost list must
  not keep it open for ever.
]]
local known = read(keys.message)
local message = {id = args.id, hash = keys.message, events = keys.events, entry = '', known = known}
if is_foreign(known) then return {'foreign'} end
if not is_open(known) then
  leave(message)
  return {'ended'}
end
if is_handed_off() then
  wait_for_person(message)
  return {'kept'}
end
if is_late(redis.call('HGET', keys.message, 'deadline_at'), -args.grace) then
  bury(message, 'deadline', 'agent_timeout')
  return {'failed'}
end
if redis.call('ZSCORE', keys.delayed, entry_key(args.id)) or waits_for_slot(known, args.id) then return {'kept'} end

local first = redis.call('LINDEX', keys.jobs, 0)
-- Who is not open holds no turn.
while first and first ~= args.id and not redis.call('ZSCORE', keys.open, first)
  and not redis.call('ZSCORE', constants.held_prefix .. known.clinic, first) do
  redis.call('LPOP', keys.jobs)
  forget()
  first = redis.call('LINDEX', keys.jobs, 0)
end
if not redis.call('LPOS', keys.jobs, args.id) then
  redis.call('RPUSH', keys.jobs, args.id)
  redis.call('PEXPIRE', keys.jobs, known.keep)
  first = first or args.id
end
if first ~= args.id then return {'waiting'} end

local entry = head_entry()
if entry and #redis.call('XRANGE', keys.stream, entry, entry) > 0 then return {'kept'} end
put(args.id)
return {'requeued'}
