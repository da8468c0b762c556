--[[
  A person gives a conversation back to the agent, which answers what waits there.

  KEYS and ARGV[1…7] as in settle.lua: the message is the first that waits, '' if none does
  Returns {'resumed'} | {'unmarked'}: no person had it
]]
if not is_handed_off() then return {'unmarked'} end
redis.call('HDEL', keys.session, 'handed_off', 'handoff_reason')
if id ~= '' and redis.call('EXISTS', keys.turn) == 0 and redis.call('LINDEX', keys.turns, 0) == id then put(id) end
return {'resumed'}
