--[[
  A person takes a conversation over without a word: from then on no agent answers there, and one that is speaking is
  stopped. `holder`: the name, sealed, of whom its caller has seen that it may be taken from.
]]
-- Its words so far are taken back, and whoever reads along is told that it waits.
local function stop_agent()
  local message = redis.call('HMGET', keys.message, 'status', 'pieces', 'taken_back')
  if message[1] ~= 'processing' then return end
  if tonumber(message[2] or 0) > tonumber(message[3] or 0) then
    redis.call('XADD', keys.events, '*', 'type', 'reset')
    redis.call('HSET', keys.message, 'taken_back', message[2])
  end
  redis.call('XADD', keys.events, '*', 'type', 'queued')
  begin_anew(args.id, keys.message)
end

local record = redis.call('HMGET', keys.session, 'generation', 'erased', 'taken_by')
if not record[1] or record[2] then return {'gone'} end
local first = redis.call('LINDEX', keys.jobs, 0) or ''
if first ~= args.id or (record[3] or '') ~= args.holder then return {'moved'} end
hand_off(args.reason, args.keep)
local since = person_has(args.name, now())
stop_agent()
redis.call('XADD', keys.wake, 'MAXLEN', '~', 10000, '*', 'message', args.id, 'session', args.conversation)
return {'took', since}
