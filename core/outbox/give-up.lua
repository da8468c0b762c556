-- A reply never reached whom it was for: it is remembered with the reason, so that it can be sent again, and counted.
local function give_up(reason)
  redis.call('XADD', keys.dead_deliveries, 'MAXLEN', '~', 10000, '*', 'message', args.id, 'channel', args.channel,
    'session', args.session, 'cause', reason, 'attempt', redis.call('HGET', keys.delivery, 'attempt') or 0)
  redis.call('HINCRBY', keys.given_up, account .. ' ' .. reason, 1)
  redis.call('PEXPIRE', keys.given_up, constants.keep_figures)
end
