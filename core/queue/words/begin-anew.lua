-- Whoever is at the message loses it: what they still write is refused, and its turn begins once more.
local function begin_anew(id, hash)
  redis.call('HSET', hash, 'status', 'queued')
  redis.call('HINCRBY', hash, 'handed_back', 1)
  ack(head_entry())
  put(id)
end
