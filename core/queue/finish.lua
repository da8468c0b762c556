--[[
  Ends a message, if this attempt is still the current one: result, terminal event, transcript, ack, and the
  session's next message into the queue.

  KEYS as in claim, without the dead letters
  ARGV[1] message id   ARGV[2] entry id   ARGV[3] group   ARGV[4] attempt
  ARGV[5] channel      ARGV[6] session
  ARGV[7] TTL of the result stream, and ARGV[8] of the conversation, in ms
  ARGV[9] status       ARGV[10] type of the terminal event
  ARGV[11] text of the reply, or error code   ARGV[12] words for the visitor
  Returns {'finished'} | {'fenced'}: another attempt has begun, or it has ended already
]]
local keys = {
  message = KEYS[1], events = KEYS[2], wake = KEYS[3], stream = KEYS[4],
  open = KEYS[5], turns = KEYS[6], transcript = KEYS[7],
}
local turn = {
  id = ARGV[1], entry = ARGV[2], group = ARGV[3], channel = ARGV[5], session = ARGV[6],
  ttl = tonumber(ARGV[7]), keep = tonumber(ARGV[8]),
}

local known = redis.call('HMGET', keys.message, 'status', 'attempt')
if known[1] ~= 'processing' or known[2] ~= ARGV[4] then return {'fenced'} end
settle(keys, turn, {status = ARGV[9], type = ARGV[10], text = ARGV[11], code = ARGV[11], words = ARGV[12]})
return {'finished'}
