--[[
  A receipt: raises what is known of a message of the provider's, never lowers it. It may come before we know that the
  message is ours, and more than once.
]]
local rank = constants.rank
local known = redis.call('HMGET', keys.outgoing, 'status', 'piece')
if known[1] and (rank[known[1]] or 0) >= rank[args.status] then return {'kept'} end
redis.call('HSET', keys.outgoing, 'status', args.status)
if redis.call('PTTL', keys.outgoing) < 0 then redis.call('PEXPIRE', keys.outgoing, args.keep) end
if args.status == 'failed' then
  redis.call('HINCRBY', keys.account, 'failed', 1)
  redis.call('HSET', keys.account, 'failed_at', redis.call('TIME')[1] * 1000)
  redis.call('PEXPIRE', keys.account, args.keep_account)
  redis.call('HINCRBY', keys.given_up, args.account .. ' bounced', 1)
  redis.call('PEXPIRE', keys.given_up, args.keep_account)
end
return {'raised', string.match(known[2] or '', '^%S*')}
