--[[
  A person answers in a conversation, and has it from then on: the words end whatever is open there, running or
  waiting. Where nothing is, they are a message of their own.
]]
-- Or else what was erased meanwhile would come back, or stand in the conversation that came after it.
local record = redis.call('HMGET', keys.session, 'created_at', 'erased')
if record[2] or (record[1] or '') ~= args.began then return {'gone'} end
local known = read(keys.message)
if not known.status then
  local event = redis.call('XADD', keys.events, '*', 'type', 'queued')
  redis.call('HSET', keys.message, 'status', 'queued', 'channel', args.channel, 'session', args.session, 'text', '',
    'attempt', 0, 'created_at', string.match(event, '^%d+'), unpack(args.fields))
  redis.call('PEXPIRE', keys.message, known.keep)
  redis.call('ZADD', keys.messages, now() * 1000, args.id)
  redis.call('PEXPIRE', keys.messages, known.keep)
  known = read(keys.message)
elseif not is_open(known) then
  return {'ended'}
end
hand_off(args.reason, known.keep)
person_has(args.name, now())
local message = {id = args.id, hash = keys.message, events = keys.events, entry = '', known = known}
local reply = {text = args.text, agent = 'person', said_by = args.said_by ~= '' and args.said_by or nil,
  said_by_each = args.said_by_each}
end_together(message, reply, {}, args.others, args.other_texts, {}, keys.others)
if redis.call('PTTL', keys.transcript) < tonumber(known.keep) then
  redis.call('PEXPIRE', keys.transcript, known.keep)
end
return {'said', args.id}
