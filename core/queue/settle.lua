--[[
  Ends a message: every way it can end is this one. Shared by the scripts that do so; not a script itself.

  keys: message, events, wake, stream, open, turns, transcript
  turn: id, entry (its place in the messages stream), group, channel, session
  ttl: of the result stream, from now, in ms   keep: of the conversation, in ms
  ending: status, type (of the terminal event), text, code, words
]]
local function release(keys, turn)
  local running = redis.call('LINDEX', keys.turns, 0)
  redis.call('LREM', keys.turns, 1, turn.id)
  if running ~= turn.id then return end
  local following = redis.call('LINDEX', keys.turns, 0)
  if following then
    redis.call('XADD', keys.stream, '*', 'message', following, 'channel', turn.channel, 'session', turn.session)
  end
end

local function dequeue(keys, turn)
  redis.call('XACK', keys.stream, turn.group, turn.entry)
  redis.call('XDEL', keys.stream, turn.entry)
  redis.call('ZREM', keys.open, turn.id)
  release(keys, turn)
end

local function settle(keys, turn, ending)
  local fields = {'type', ending.type}
  local result = {'status', ending.status}
  if ending.type == 'message' then
    fields = {'type', 'message', 'text', ending.text}
    result = {'status', ending.status, 'reply', ending.text}
    redis.call('XADD', keys.transcript, '*', 'role', 'agent', 'message', turn.id, 'text', ending.text)
    redis.call('PEXPIRE', keys.transcript, turn.keep)
  elseif ending.type == 'error' then
    fields = {'type', 'error', 'code', ending.code, 'message', ending.words}
    result = {'status', ending.status, 'error_code', ending.code, 'error_message', ending.words}
  end
  local event = redis.call('XADD', keys.events, '*', unpack(fields))
  redis.call('HSET', keys.message, 'end', event, 'finished_at', string.match(event, '^%d+'), unpack(result))
  redis.call('PEXPIRE', keys.events, turn.ttl)
  dequeue(keys, turn)
  redis.call('XADD', keys.wake, 'MAXLEN', '~', 10000, '*', 'message', turn.id, 'end', 1)
end
