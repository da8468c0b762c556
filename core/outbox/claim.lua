--[[
  Begins a new attempt at a letter that this consumer was handed; the attempt number is the fence of what follows.

  KEYS and ARGV[1…6] as in letter.lua
  ARGV[7] consumer   ARGV[8] how often a parked account is tried, in ms
  Returns {'send', attempt, text, target, id of the message answered or '', 1 if others came in after it,
           pieces that have gone out,
           the piece of which that is not known or '', how often it was tried, when first, since how many ms}
        | {'lost'}: somebody else has it | {'ended'}: nothing left to do | {'parked'}: put aside with its account
]]
local consumer, probe_ms = ARGV[7], tonumber(ARGV[8])

if not is_held_by(consumer) then return {'lost'} end
local said = redis.call('HMGET', keys.message, 'reply', 'error_message', 'target', 'provider_id')
local text, target = said[1] or said[2], said[3]
local status = redis.call('HGET', keys.delivery, 'status')
if not text or not target or (status and status ~= 'open') then
  leave()
  return {'ended'}
end

-- One letter in a while finds out whether the account works again; the others wait.
local probe_at = tonumber(redis.call('HGET', keys.parked, account))
if probe_at and now() < probe_at then
  delay(probe_at)
  return {'parked'}
end
if probe_at then redis.call('HSET', keys.parked, account, now() + probe_ms) end

local attempt = redis.call('HINCRBY', keys.delivery, 'attempt', 1)
redis.call('HSET', keys.delivery, 'status', 'open')
redis.call('PEXPIRE', keys.delivery, keep)

local newest = id
for _, utterance in ipairs(redis.call('XREVRANGE', keys.transcript, '+', '-', 'COUNT', 20)) do
  local fields = {}
  for i = 1, #utterance[2], 2 do fields[utterance[2][i]] = utterance[2][i + 1] end
  if fields.role == 'user' then
    newest = fields.message
    break
  end
end

local known = redis.call('HMGET', keys.delivery, 'sent', 'sending', 'tries', 'sending_at', 'unsure_at')
local unsure_ms = now() - (tonumber(known[5]) or now())
return {'send', attempt, text, target, said[4] or '', newest == id and 0 or 1,
  known[1] or 0, known[2] or '', known[3] or 0, known[4] or 0, unsure_ms}
