--[[
  A person answers in a conversation, and has it from then on: the words end whatever is open there, running or
  waiting. Where nothing is, they are a message of their own.

  KEYS and ARGV[1…7] as in settle.lua   KEYS[18] the session's messages
  KEYS[19…] hash and result stream of each further open message
  ARGV[8] text   ARGV[9] how many further ones   ARGV[10] speech, as a JSON list of names and values
  then their ids, then fields of the hash for a message of its own
  Returns {'said', message id} | {'ended'}: the first one is over by now, look again
]]
local text, count = ARGV[8], tonumber(ARGV[9])
local others, fields = {}, {unpack(ARGV, 11 + count)}
for i = 1, count do others[i] = ARGV[10 + i] end

local leader = id
if not known.status then
  local event = redis.call('XADD', keys.events, '*', 'type', 'queued')
  redis.call('HSET', keys.message, 'status', 'queued', 'channel', channel, 'session', session, 'text', '', 'attempt', 0,
    'created_at', string.match(event, '^%d+'), unpack(fields))
  redis.call('PEXPIRE', keys.message, keep)
  redis.call('ZADD', KEYS[18], now() * 1000, id)
  redis.call('PEXPIRE', KEYS[18], keep)
  known = read()
elseif not is_open() then
  return {'ended'}
end
redis.call('HSET', keys.message, 'answered_by', 'person')
hand_off('taken over')
keys.stats = nil -- when a person answers is no measure of ours
settle_all(text, others, 19, cjson.decode(ARGV[10]))
return {'said', leader}
