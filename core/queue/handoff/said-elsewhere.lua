--[[
  Somebody of the clinic has answered elsewhere, on its own phone: the words stand in the conversation and end whatever is
  open there; nothing of it is sent. The agent is silent in the chat until `quiet_until`.
]]
if is_written_down() then return {'repeated'} end
write_down('done', 'agent', {'text', args.nothing, 'reply', args.text, 'answered_by', 'person', unpack(args.fields)})
needs_nobody()
if args.quiet == 0 then return {'said', args.id} end

local chat = redis.call('HMGET', keys.chat, 'staff_at', 'quiet_until')
local quiet_until = math.max(tonumber(chat[2] or 0), args.said_at + args.quiet)
note_chat('staff_at', math.max(tonumber(chat[1] or 0), args.said_at), 'quiet_until', quiet_until)
if quiet_until <= now() then return {'said', args.id} end
if redis.call('HEXISTS', keys.session, 'handed_off') == 0 then staff_has(args.said_at, quiet_until) end
for i, id in ipairs(args.open) do
  local hash = keys.open_messages[2 * i - 1]
  local other = {id = id, hash = hash, events = keys.open_messages[2 * i], entry = '', known = read(hash)}
  if is_open(other.known) then
    if args.has_words == '' then
      write_end(other, 'cancelled', {'type', 'cancelled'}, {'unanswered', 'staff'})
    else
      end_merged(other, {text = args.open_texts[i], agent = 'person'}, args.id)
    end
  end
end
return {'said', args.id}
