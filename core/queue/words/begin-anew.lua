-- Whoever is at the message loses it: what they still write is refused, and its turn begins once more.
local function begin_anew(id, hash)
  local known = redis.call('HMGET', hash, 'clinic', 'owner')
  free_slot({clinic = known[1] or '', owner = known[2]}, id)
  redis.call('HSET', hash, 'status', 'queued')
  redis.call('HINCRBY', hash, 'handed_back', 1)
  ack(head_entry())
  put(id)
end
