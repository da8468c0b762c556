-- A reply is to be carried to where its message came from, behind the chat's earlier ones; its text stays in the message.
local function post(message)
  if redis.call('RPUSH', keys.deliveries, message.id) == 1 then
    local entry = redis.call('XADD', keys.outbox, '*', 'message', message.id, 'channel', args.channel,
      'session', args.session)
    redis.call('HSET', keys.delivery_heads, args.channel .. ' ' .. args.session, entry .. ' ' .. message.id)
  end
  redis.call('PEXPIRE', keys.deliveries, message.known.keep)
end
