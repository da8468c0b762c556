-- Is the entry this consumer's still? Whoever was paused may have lost it.
local function is_held_by(consumer)
  local pending = redis.call('XPENDING', keys.stream, args.group, args.entry, args.entry, 1)[1]
  return pending and pending[2] == consumer
end
