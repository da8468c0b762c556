-- Why a reply must not leave any more, though it is its turn: its chat wants to hear no more, a person answers there, or
-- the words that it asks for are there. What insists leaves all the same; a person's words wait for no other person.
local function withheld()
  local said = redis.call('HMGET', keys.message, 'insists', 'answered_by', 'unless_captioned', 'noted_at')
  if said[1] then return false end
  if opted_out_at() then return 'opted_out' end
  local chat = redis.call('HMGET', keys.chat, 'quiet_until', 'captioned_at')
  if said[2] ~= 'person' and tonumber(chat[1] or 0) > now() then return 'staff' end
  return said[3] and tonumber(chat[2] or 0) >= tonumber(said[4]) and 'captioned'
end

-- That we are about to say this, in the chat's own record: what comes back of it is ours, whoever tells it.
local function note_said(digest)
  local said = redis.call('HGET', keys.chat, 'said') or ''
  note_chat('sent_at', now(), 'said', string.sub(digest .. ' ' .. said, 1, constants.said_length))
  redis.call('HINCRBY', keys.chat, 'pieces', 1)
end
