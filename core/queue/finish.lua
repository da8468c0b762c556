--[[
  Ends a message, if this attempt is still the current one: result, terminal event, transcript, ack, and the
  session's next message into the queue.

  KEYS and ARGV[1…7] as in settle.lua
  KEYS[18] conversations that a person has to hear of   KEYS[19…] hash and result stream of each further message answered
  ARGV[8] attempt   ARGV[9] status   ARGV[10] text of the reply, or error code   ARGV[11] words for the visitor
  ARGV[12] who answered   ARGV[13] and ARGV[14] tokens read and written, '' if unknown
  ARGV[15] why a person has to take over, '' if none has
  ARGV[16] the last words of the reply, '' if readers have them all   ARGV[17] speech, as a JSON list of names and values
  ARGV[18…] ids of the further messages
  Returns {'finished'} | {'crowded'}: finished, and others wait for a place in the queue | {'fenced'}: another attempt has begun, or it has ended already
]]
local handoffs = KEYS[18]
local attempt, status, text, words, answered_by = ARGV[8], ARGV[9], ARGV[10], ARGV[11], ARGV[12]
local tokens_in, tokens_out, handoff, rest = ARGV[13], ARGV[14], ARGV[15], ARGV[16]

if not is_current(attempt) then return {'fenced'} end
if status ~= 'done' then
  settle({status = status, type = 'error', code = text, words = words})
  return {'finished'}
end
redis.call('HSET', keys.message, 'answered_by', answered_by)
if tokens_in ~= '' then redis.call('HSET', keys.message, 'tokens_in', tokens_in, 'tokens_out', tokens_out) end
if handoff ~= '' then
  hand_off(handoff)
  redis.call('ZADD', handoffs, now(), ticket)
end
if rest ~= '' then redis.call('XADD', keys.events, '*', 'type', 'delta', 'text', rest) end
settle_all(text, {unpack(ARGV, 18)}, 19, cjson.decode(ARGV[17]))
return {redis.call('EXISTS', keys.lanes) == 1 and 'crowded' or 'finished'}
