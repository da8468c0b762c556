--[[
  What is to be done with what a chat says, decided once for each event, by rules in this order: does it want to hear no
  more, does it write faster than a person or say the same again and again, does somebody of the clinic answer there,
  is it too old.
]]
local time, at = now(), args.at
local chat = {}
local fields = redis.call('HGETALL', keys.chat)
for i = 1, #fields, 2 do chat[fields[i]] = tonumber(fields[i + 1]) or fields[i + 1] end

-- Is it time to say something again that is said once in so many ms?
local function due(field, ms)
  if time - (chat[field] or 0) < ms then return false end
  chat[field] = time
  note_chat(field, time)
  return true
end

-- Words that follow ours sooner than anybody types. Where nothing of ours was sent since its last, that says nothing.
local function note_pace()
  local sent, before = chat.sent_at or 0, chat.heard_at or 0
  if args.kind ~= 'words' or sent <= before or time - at > 10000 then return end
  local is_quick = args.length * 1000 / math.max(1, time - sent) > constants.typing
  chat.quick = is_quick and (chat.quick or 0) + 1 or 0
  if not is_quick then chat.pieces = 0 end
  note_chat('quick', chat.quick, 'pieces', chat.pieces or 0)
end

local function is_loop(heard)
  local most_same = string.sub(args.words, 1, 1) == 's' and constants.most_short or constants.most_same
  return (chat.quick or 0) > 0 and (chat.pieces or 0) >= constants.most_pieces
    or args.kind ~= 'edit' and count_same(heard, args.words, at) >= most_same
    or args.per_minute > 0 and count_within(heard, at, 600000) >= 3 * args.per_minute
end

-- Whether the wish, or writing again, has changed what the chat wants; what to do where that is decided by it.
local function heed_wish()
  local since = opted_out_at()
  for _, other in ipairs(args.others) do
    if not since and redis.call('ZREM', keys.opted_out, other) == 1 then
      since = at
      redis.call('ZADD', keys.opted_out, since, args.chat)
    end
  end
  if args.wish == 'stop' then
    redis.call('ZADD', keys.opted_out, at, args.chat)
    return since and 'out' or 'stopped'
  end
  if not since then return end
  local is_back = args.wish == 'start' or args.wish == 'yes'
  if not is_back and (args.needs_opt_in ~= '' or args.kind ~= 'words' or at < since) then return 'out' end
  redis.call('ZREM', keys.opted_out, args.chat)
  if is_back then return 'back' end
end

local function is_near(field)
  return chat[field] and math.abs(at - chat[field]) < constants.album
end

-- Once for the pictures of an album, and not at all where words stand below one of them.
local function ask_for_text()
  local is_album = args.album ~= '' and (chat.caption_album == args.album or chat.asked_album == args.album)
  if is_album or is_near('caption_at') or is_near('asked_at') then return 'album' end
  note_chat('asked_at', at, 'asked_album', args.album)
  return 'ask'
end

local function decide(heard)
  local verdict = heed_wish()
  if verdict then return verdict end
  if args.per_minute > 0 and count_within(heard, at, 60000) >= args.per_minute then
    return due('slowed_at', 600000) and 'slow_down' or 'limited'
  end
  if is_loop(heard) then return due('looped_at', constants.day) and 'loop' or 'looping' end
  if (chat.quiet_until or 0) > time or at < (chat.staff_at or 0) then return 'staff' end
  if args.stale > 0 and time - at > args.stale then
    return time - at < 7 * constants.day and due('away_at', constants.day) and 'away' or 'stale'
  end
  if args.wish == 'start' then return 'greet' end
  if args.wish == 'help' then return 'help' end
  return args.kind == 'wordless' and ask_for_text() or 'answer'
end

local heard = read_heard(chat.recent)
local before = decided(heard, args.event)
if before then return {before} end
note_pace()
local verdict = decide(heard)
heard[#heard + 1] = {event = args.event, at = at, words = args.words, verdict = verdict}
note_chat('recent', spell_heard(heard), 'heard_at', time)
if args.kind == 'words' and args.has_media ~= '' then
  note_chat('caption_at', at, 'caption_album', args.album, 'captioned_at', time)
end
return {verdict}
