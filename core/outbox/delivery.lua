--[[
  What the scripts of the outbox share; put in front of each, not a script itself. A letter is the answer to a message
  on its way to where that came from, and bears its id. The letters of a chat leave one after the other: the first
  of them is in the stream, or delayed.

  KEYS[1] message hash       KEYS[2] its delivery         KEYS[3] outbox stream   KEYS[4] letters of the chat
  KEYS[5] delayed letters    KEYS[6] parked accounts      KEYS[7] transcript
  KEYS[8] chats that have letters, and where the first of each was put last
  ARGV[1] message id         ARGV[2] entry id, '' if none ARGV[3] group
  ARGV[4] channel            ARGV[5] session              ARGV[6] TTL of what is left behind, in ms
]]
local keys = {
  message = KEYS[1], delivery = KEYS[2], stream = KEYS[3], letters = KEYS[4], delayed = KEYS[5], parked = KEYS[6],
  transcript = KEYS[7], places = KEYS[8],
}
local id, entry, group, channel, session = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local keep = tonumber(ARGV[6])
local ticket = id .. ' ' .. channel .. ' ' .. session
local chat = channel .. ' ' .. session
local account = channel .. ' ' .. string.match(session, '^[^:]*')

local function now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

local function put(message)
  local place = redis.call('XADD', keys.stream, '*', 'message', message, 'channel', channel, 'session', session)
  redis.call('HSET', keys.places, chat, place .. ' ' .. message)
end

local function take()
  if entry == '' then return end
  redis.call('XACK', keys.stream, group, entry)
  redis.call('XDEL', keys.stream, entry)
end

local function delay(due)
  take()
  redis.call('ZADD', keys.delayed, due, ticket)
end

-- Nothing more to be done for it; the next letter of the chat may leave.
local function leave()
  take()
  redis.call('ZREM', keys.delayed, ticket)
  local first = redis.call('LINDEX', keys.letters, 0)
  redis.call('LREM', keys.letters, 1, id)
  if first ~= id then return end
  local following = redis.call('LINDEX', keys.letters, 0)
  if following then put(following) else redis.call('HDEL', keys.places, chat) end
end

local function is_held_by(consumer)
  local pending = redis.call('XPENDING', keys.stream, group, entry, entry, 1)[1]
  return pending and pending[2] == consumer
end

local function is_current(attempt)
  local known = redis.call('HMGET', keys.delivery, 'status', 'attempt')
  return known[1] == 'open' and known[2] == attempt
end
