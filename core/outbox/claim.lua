-- Begins a new attempt at a delivery that this consumer was handed; the attempt number is the fence of what follows.
if not is_held_by(args.consumer) then return {'lost'} end
local said = redis.call('HMGET', keys.message, 'reply', 'error_message', 'target', 'provider_id', 'clinic', 'choices',
  'insists', 'trace')
local target = said[3]
local status = redis.call('HGET', keys.delivery, 'status')
if not (said[1] or said[2]) or not target or (status and status ~= 'open') then
  if not status or status == 'open' then give_up('expired') end
  pass(args.id, args.entry)
  return {'ended'}
end

-- One delivery in a while finds out whether the account works again; the others wait. What insists, as the guard does,
-- is tried all the same: it may be the account's fault, or that of what was sent.
local probe_at = tonumber(redis.call('HGET', keys.parked, account))
if probe_at and now() < probe_at and not said[7] then
  delay(args.id, args.entry, probe_at)
  return {'parked', probe_at - now()}
end
if probe_at then
  local is_away = redis.call('HGET', keys.account, 'parked_for') == 'away'
  redis.call('HSET', keys.parked, account, now() + (is_away and args.away_probe or args.probe))
end

local attempt = redis.call('HINCRBY', keys.delivery, 'attempt', 1)
redis.call('HSET', keys.delivery, 'status', 'open')
redis.call('PEXPIRE', keys.delivery, args.keep)

local newest = args.id
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
return {'send', attempt, said[1] or '', said[2] or '', target, said[4] or '', said[5] or '', newest == args.id and 0 or 1,
  known[1] or 0, known[2] or '', known[3] or 0, known[4] or 0, unsure_ms, said[6] or '',
  said[8] or ''}
