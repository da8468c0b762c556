--[[
  The one way a message ends: result and terminal event, figures, the reply on its way out, and the session's turn to
  whoever waits behind it, all in the step that the script is.

  A message here is {id, hash, events, entry, known}: its keys, its entry id ('' where it may be anywhere), and what
  was known of it when the script began. Its status: queued, processing, then one of done, failed, cancelled.
]]
local function read(hash)
  local known = redis.call('HMGET', hash, 'status', 'attempt', 'created_at', 'target', 'keep', 'locale', 'clinic',
    'owner')
  return {
    status = known[1], attempt = known[2], created_at = known[3], target = known[4],
    keep = tonumber(known[5]) or args.keep, locale = known[6], clinic = known[7] or '', owner = known[8],
  }
end

local function is_open(known)
  return known.status == 'queued' or known.status == 'processing'
end

-- A version after this one may know further states: what is in them is its business.
local function is_foreign(known)
  return known.status and not is_open(known) and not constants.ended[known.status]
end

-- Who reads on in the conversation hears of it too, once it has ended.
local function wake(id, ended)
  local news = ended and {'end', 1, 'session', args.channel .. ' ' .. args.session} or {}
  redis.call('XADD', keys.wake, 'MAXLEN', '~', 10000, '*', 'message', id, unpack(news))
end

-- No longer open; the session's turn goes on.
local function leave(message)
  redis.call('ZREM', keys.open, message.id)
  free_slot(message.known, message.id)
  if message.known.status ~= 'processing' then
    redis.call('ZREM', keys.lanes, entry_key(message.id))
    redis.call('ZREM', keys.aside, aside_key(message.known, message.id))
    redis.call('ZREM', constants.held_prefix .. message.known.clinic, message.id)
  end
  pass(message.id, message.entry)
end

-- `event`: fields of the terminal event; `result`: of the hash.
local function write_end(message, status, event, result)
  local id = redis.call('XADD', message.events, '*', unpack(event))
  local finished = string.match(id, '^%d+')
  redis.call('HSET', message.hash, 'status', status, 'end', id, 'finished_at', finished, unpack(result))
  redis.call('PEXPIRE', message.events, args.events_ttl)
  count(event[2], message.known, finished)
  leave(message)
  note_activity(finished)
  wake(message.id, true)
end

-- Of a reply {text, choices, agent, said_by, locale}: the fields of its event and its hash beside the text. The locale
-- of a hash is that of the conversation.
local function shown_of(reply)
  local event, result = {}, {}
  for field, value in pairs({choices = reply.choices, answered_by = reply.agent, said_by = reply.said_by,
    locale = reply.locale}) do
    event[#event + 1] = field
    event[#event + 1] = value
    result[#result + 1] = field == 'locale' and 'said_in' or field
    result[#result + 1] = value
  end
  return event, result
end

-- `facts`: fields of the hash alone; `replied_to`: the last message that it answers.
local function end_with_reply(message, reply, facts, replied_to)
  redis.call('XADD', keys.transcript, '*', 'role', 'agent', 'message', replied_to)
  local event, kept = shown_of(reply)
  local result = {'reply', reply.text, unpack(kept)}
  for _, fact in ipairs(facts) do result[#result + 1] = fact end
  write_end(message, 'done', {'type', 'message', 'text', reply.text, unpack(event)}, result)
  if message.known.target then post(message) end
end

-- The answer to another message is the answer to this one too.
local function end_merged(message, reply, leader)
  local event, kept = shown_of(reply)
  write_end(message, 'done', {'type', 'message', 'text', reply.text, 'merged_into', leader, unpack(event)},
    {'reply', reply.text, 'merged_into', leader, unpack(kept)})
end

-- The code is stored, and said in the language of the conversation, unless `words` say it; `way` is how to reach a person.
local function end_with_error(message, code, words, way)
  local phrase = constants.failures[code]
  local said = phrase[string.match(message.known.locale or '', '^%a+')] or phrase.en
  if words and words ~= '' then said = words end
  if way and way ~= '' then said = said .. ' ' .. way end
  write_end(message, 'failed', {'type', 'error', 'code', code, 'message', said},
    {'error_code', code, 'error_message', said})
  needs_person(message.known.created_at or now(), 'failed')
  if message.known.target then post(message) end
end

-- Failed for good, and remembered with the cause, so that it can be replayed.
local function bury(message, cause, code, words, way)
  redis.call('XADD', keys.dead, 'MAXLEN', '~', 10000, '*', 'message', message.id, 'channel', args.channel,
    'session', args.session, 'cause', cause, 'attempt', message.known.attempt or 0)
  end_with_error(message, code, words, way)
end

-- One reply to a message and to others that wait behind it; what was cancelled meanwhile stays so.
-- `texts`, `choices`, `reply.said_by_each`: the same as they are sealed for each of the others.
local function end_together(message, reply, facts, ids, texts, choices, others)
  end_with_reply(message, reply, facts, ids[#ids] or message.id)
  for i, id in ipairs(ids) do
    local hash = others[2 * i - 1]
    local other = {id = id, hash = hash, events = others[2 * i], entry = '', known = read(hash)}
    local same = {text = texts[i], choices = choices[i], agent = reply.agent, locale = reply.locale,
      said_by = reply.said_by_each and reply.said_by_each[i]}
    if other.known.status == 'queued' then end_merged(other, same, message.id) end
  end
end

local function is_current(known, attempt)
  return known.status == 'processing' and known.attempt == attempt
end
