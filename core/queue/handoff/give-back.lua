-- A person gives a conversation back to the agent, which answers what waits there; or has seen that nobody is needed.
if not is_handed_off() and not redis.call('ZSCORE', keys.needing, args.conversation) then return {'unmarked'} end
agent_has(now())
redis.call('HDEL', keys.session, 'handed_off', 'handoff_reason')
local waiting = redis.call('LRANGE', keys.jobs, 0, -1)
local first = waiting[1]
if first then open_again(redis.call('HGET', constants.message_prefix .. first, 'clinic') or '', waiting) end
if first and not head_entry() then put(first) end
return {'given_back'}
