-- A person gives a conversation back to the agent, which answers what waits there.
if not is_handed_off() then return {'unmarked'} end
redis.call('HDEL', keys.session, 'handed_off', 'handoff_reason')
local first = redis.call('LINDEX', keys.jobs, 0)
if first and not head_entry() then put(first) end
return {'given_back'}
