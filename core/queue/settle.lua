--[[
  What the scripts that move or end a message share; put in front of each, not a script itself. Every way that
  a message can end is `settle`, and every way into the queue is `put`.

  KEYS[1] message hash    KEYS[2] its result stream       KEYS[3] wake stream   KEYS[4] messages stream
  KEYS[5] open messages   KEYS[6] turns of the session    KEYS[7] entry of its running turn
  KEYS[8] transcript      KEYS[9] delayed messages        KEYS[10] dead letters   KEYS[11] pace of replies
  KEYS[12] outbox         KEYS[13] letters of the chat    KEYS[14] session record
  KEYS[15] lanes          KEYS[16] chats that have letters  KEYS[17] what is counted of the widget's messages
  ARGV[1] message id      ARGV[2] entry id, '' if none    ARGV[3] group
  ARGV[4] channel         ARGV[5] session
  ARGV[6] TTL of the result stream once ended, and ARGV[7] of the conversation, in ms,
  unless the message says otherwise
]]
local keys = {
  message = KEYS[1], events = KEYS[2], wake = KEYS[3], stream = KEYS[4], open = KEYS[5], turns = KEYS[6],
  turn = KEYS[7], transcript = KEYS[8], delayed = KEYS[9], dead = KEYS[10], pace = KEYS[11],
  outbox = KEYS[12], letters = KEYS[13], session = KEYS[14], lanes = KEYS[15],
  places = KEYS[16], stats = KEYS[17],
}
local id, entry, group, channel, session = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local events_ttl = tonumber(ARGV[6])
local ticket = id .. ' ' .. channel .. ' ' .. session

-- What the steps below ask of the message, as it was when they began.
local function read()
  local fields = {'status', 'attempt', 'handed_back', 'deadline_at', 'claimed_at', 'created_at', 'target', 'keep'}
  local known = {}
  for i, value in ipairs(redis.call('HMGET', keys.message, unpack(fields))) do known[fields[i]] = value end
  return known
end
local known = read()
local keep = tonumber(known.keep or ARGV[7]) -- a clinic may say for how long

local function now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

local function wake(ended)
  local news = ended and {'end', 1, 'session', channel .. ' ' .. session} or {}
  redis.call('XADD', keys.wake, 'MAXLEN', '~', 10000, '*', 'message', id, unpack(news))
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
  redis.call('ZREM', keys.lanes, ticket)
  if redis.call('LINDEX', keys.turns, 0) ~= id then
    redis.call('LREM', keys.turns, 1, id)
    return
  end
  redis.call('LPOP', keys.turns)
  local place = redis.call('GETDEL', keys.turn)
  if place ~= entry then take(place) end
  local following = redis.call('LINDEX', keys.turns, 0)
  if following then put(following) end
end

-- How long an attempt takes, from the claim to the reply, in ms: a moving average over about the last eight.
local function measure(finished)
  local took = finished - tonumber(known.claimed_at)
  local usual = tonumber(redis.call('GET', keys.pace)) or took
  redis.call('SET', keys.pace, math.floor(usual + (took - usual) / 8), 'PX', keep)
end

-- To be carried to where the message came from, behind the chat's earlier letters; its text stays in the message.
local function post()
  if redis.call('RPUSH', keys.letters, id) == 1 then
    local place = redis.call('XADD', keys.outbox, '*', 'message', id, 'channel', channel, 'session', session)
    redis.call('HSET', keys.places, channel .. ' ' .. session, place .. ' ' .. id)
  end
  redis.call('PEXPIRE', keys.letters, keep)
end

-- What the widget's visitors waited for: how many replies came within so many ms, as in widget-stats.ts.
local function tally(kind, finished)
  if channel ~= 'widget' or not keys.stats then return end
  if kind == 'error' then redis.call('HINCRBY', keys.stats, 'failed', 1) end
  if kind ~= 'message' or not known.created_at then return end
  local took, bucket = finished - known.created_at, 'inf'
  for _, bound in ipairs({100, 250, 500, 1000, 2000, 3000, 5000, 8000, 13000, 20000, 30000, 60000, 120000}) do
    if took <= bound then
      bucket = bound
      break
    end
  end
  redis.call('HINCRBY', keys.stats, bucket, 1)
  redis.call('HINCRBY', keys.stats, 'ms', took)
end

-- ending: status, type of the terminal event, and text, or code and words; merged_into: the message whose answer it is;
-- told: the last message that the reply answers, where the conversation goes on from; speech: who says it, in which
-- language, what may be said next, as names and values in turn
local function settle(ending)
  local fields = {'type', ending.type}
  local result = {'status', ending.status}
  if ending.type == 'message' then
    local speech = ending.speech or {}
    fields = {'type', 'message', 'text', ending.text, unpack(speech)}
    result = {'status', ending.status, 'reply', ending.text, unpack(speech)}
    if ending.merged_into then
      for _, list in ipairs({fields, result}) do
        list[#list + 1] = 'merged_into'
        list[#list + 1] = ending.merged_into
      end
    else
      redis.call('XADD', keys.transcript, '*', 'role', 'agent', 'message', ending.told or id, 'text', ending.text,
        unpack(speech))
      redis.call('PEXPIRE', keys.transcript, keep)
    end
  elseif ending.type == 'error' then
    fields = {'type', 'error', 'code', ending.code, 'message', ending.words}
    result = {'status', ending.status, 'error_code', ending.code, 'error_message', ending.words}
  end
  local event = redis.call('XADD', keys.events, '*', unpack(fields))
  local finished = string.match(event, '^%d+')
  redis.call('HSET', keys.message, 'end', event, 'finished_at', finished, unpack(result))
  if ending.type == 'message' and known.claimed_at then measure(tonumber(finished)) end
  tally(ending.type, finished)
  redis.call('PEXPIRE', keys.events, events_ttl)
  leave()
  wake(true)
  local is_said = (ending.type == 'message' and not ending.merged_into) or ending.type == 'error'
  if is_said and known.target then post() end
end

-- One reply for a message and for others that wait behind it: `first` is where KEYS has the hash and the result stream
-- of each. What was cancelled meanwhile stays so.
local function settle_all(text, others, first, speech)
  local leader = id
  settle({status = 'done', type = 'message', text = text, told = others[#others], speech = speech})
  for i, other in ipairs(others) do
    id, entry, ticket = other, '', other .. ' ' .. channel .. ' ' .. session
    keys.message, keys.events = KEYS[first + 2 * i - 2], KEYS[first + 2 * i - 1]
    known = read()
    if known.status == 'queued' then
      settle({status = 'done', type = 'message', text = text, merged_into = leader, speech = speech})
    end
  end
end

-- Has a person taken over? Then no agent answers here.
local function is_handed_off()
  return redis.call('HEXISTS', keys.session, 'handed_off') == 1
end

local function hand_off(reason)
  redis.call('HSET', keys.session, 'handed_off', now(), 'handoff_reason', reason)
  redis.call('PEXPIRE', keys.session, keep)
end

-- Waits for the person as long as the conversation is kept.
local function park()
  redis.call('HSET', keys.message, 'status', 'queued', 'deadline_at', now() + keep)
end

-- Failed for good, and remembered with the cause, so that it can be replayed.
local function bury(cause, code, words)
  redis.call('XADD', keys.dead, 'MAXLEN', '~', 10000, '*', 'message', id, 'channel', channel,
    'session', session, 'cause', cause, 'attempt', known.attempt or 0)
  settle({status = 'failed', type = 'error', code = code, words = words})
end

local function is_late(extra)
  local deadline = tonumber(known.deadline_at)
  return deadline ~= nil and now() + extra > deadline
end

-- Attempts that count: what a stopping worker handed back costs none.
local function spent()
  return (tonumber(known.attempt) or 0) - (tonumber(known.handed_back) or 0)
end

local function is_current(attempt)
  return known.status == 'processing' and known.attempt == attempt
end

-- Neither ended nor gone.
local function is_open()
  return known.status == 'queued' or known.status == 'processing'
end

local function is_held_by(consumer)
  local pending = redis.call('XPENDING', keys.stream, group, entry, entry, 1)[1]
  return pending and pending[2] == consumer
end
