--[[
  What the scripts that move or end a message share; put in front of each, not a script itself. Every way that
  a message can end is `settle`, and every way into the queue is `put`.

  KEYS[1] message hash    KEYS[2] its result stream       KEYS[3] wake stream   KEYS[4] messages stream
  KEYS[5] open messages   KEYS[6] turns of the session    KEYS[7] entry of its running turn
  KEYS[8] transcript      KEYS[9] delayed messages        KEYS[10] dead letters
  ARGV[1] message id      ARGV[2] entry id, '' if none    ARGV[3] group
  ARGV[4] channel         ARGV[5] session
  ARGV[6] TTL of the result stream once ended, and ARGV[7] of the conversation, in ms
]]
local keys = {
  message = KEYS[1], events = KEYS[2], wake = KEYS[3], stream = KEYS[4], open = KEYS[5], turns = KEYS[6],
  turn = KEYS[7], transcript = KEYS[8], delayed = KEYS[9], dead = KEYS[10],
}
local id, entry, group, channel, session = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local events_ttl, keep = tonumber(ARGV[6]), tonumber(ARGV[7])
local ticket = id .. ' ' .. channel .. ' ' .. session

local function now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

local function wake(ended)
  redis.call('XADD', keys.wake, 'MAXLEN', '~', 10000, '*', 'message', id, unpack(ended and {'end', 1} or {}))
end

-- Into the queue, as the running turn of the session.
local function put(message)
  local place = redis.call('XADD', keys.stream, '*', 'message', message, 'channel', channel, 'session', session)
  redis.call('SET', keys.turn, place, 'PX', keep)
end

-- Out of the queue, wherever it is there.
local function take(place)
  if not place or place == '' then return end
  redis.call('XACK', keys.stream, group, place)
  redis.call('XDEL', keys.stream, place)
end

-- No longer open; the session's turn goes to whoever waits behind it.
local function leave()
  take(entry)
  redis.call('ZREM', keys.open, id)
  redis.call('ZREM', keys.delayed, ticket)
  local running = redis.call('LINDEX', keys.turns, 0)
  redis.call('LREM', keys.turns, 1, id)
  if running ~= id then return end
  take(redis.call('GET', keys.turn))
  redis.call('DEL', keys.turn)
  local following = redis.call('LINDEX', keys.turns, 0)
  if following then put(following) end
end

-- ending: status, type of the terminal event, and text, or code and words
local function settle(ending)
  local fields = {'type', ending.type}
  local result = {'status', ending.status}
  if ending.type == 'message' then
    fields = {'type', 'message', 'text', ending.text}
    result = {'status', ending.status, 'reply', ending.text}
    redis.call('XADD', keys.transcript, '*', 'role', 'agent', 'message', id, 'text', ending.text)
    redis.call('PEXPIRE', keys.transcript, keep)
  elseif ending.type == 'error' then
    fields = {'type', 'error', 'code', ending.code, 'message', ending.words}
    result = {'status', ending.status, 'error_code', ending.code, 'error_message', ending.words}
  end
  local event = redis.call('XADD', keys.events, '*', unpack(fields))
  redis.call('HSET', keys.message, 'end', event, 'finished_at', string.match(event, '^%d+'), unpack(result))
  redis.call('PEXPIRE', keys.events, events_ttl)
  leave()
  wake(true)
end

-- Failed for good, and remembered with the cause, so that it can be replayed.
local function bury(cause, code, words)
  redis.call('XADD', keys.dead, 'MAXLEN', '~', 10000, '*', 'message', id, 'channel', channel,
    'session', session, 'cause', cause, 'attempt', redis.call('HGET', keys.message, 'attempt') or 0)
  settle({status = 'failed', type = 'error', code = code, words = words})
end

local function is_late(extra)
  local deadline = tonumber(redis.call('HGET', keys.message, 'deadline_at'))
  return deadline ~= nil and now() + extra > deadline
end

-- Attempts that count: what a stopping worker handed back costs none.
local function spent()
  local counts = redis.call('HMGET', keys.message, 'attempt', 'handed_back')
  return (tonumber(counts[1]) or 0) - (tonumber(counts[2]) or 0)
end

local function is_current(attempt)
  local known = redis.call('HMGET', keys.message, 'status', 'attempt')
  return known[1] == 'processing' and known[2] == attempt
end

local function is_held_by(consumer)
  local pending = redis.call('XPENDING', keys.stream, group, entry, entry, 1)[1]
  return pending and pending[2] == consumer
end
