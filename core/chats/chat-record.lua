local function note_chat(...)
  redis.call('HSET', keys.chat, ...)
  redis.call('PEXPIRE', keys.chat, constants.chat_ttl)
end

-- When whoever writes there said that they want to hear no more; false where they did not.
local function opted_out_at()
  return tonumber(redis.call('ZSCORE', keys.opted_out, args.chat) or nil) or false
end
