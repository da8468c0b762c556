-- A person gives a conversation back to the agent, which answers what waits there; or has seen that nobody is needed.
if not is_handed_off() and not redis.call('ZSCORE', keys.needing, args.conversation) then return {'unmarked'} end
agent_has(now())
redis.call('HDEL', keys.session, 'handed_off', 'handoff_reason')
local waiting = redis.call('LRANGE', keys.jobs, 0, -1)
local first = waiting[1]
if first then
  local of_first = redis.call('HMGET', constants.message_prefix .. first, 'clinic', 'created_at')
  local known = {clinic = of_first[1] or '', created_at = of_first[2]}
  open_again(known.clinic, waiting)
  if not head_entry() and not waits_for_slot(known, first) then put(first) end
end
return {'given_back'}
