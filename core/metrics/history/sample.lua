-- A sample at the end of the history, and the counts that the next one starts from: what is older than it holds leaves.
redis.call('XADD', keys.history, 'MAXLEN', '~', args.longest, '*', unpack(args.fields))
redis.call('PEXPIRE', keys.history, args.keep)
redis.call('SET', keys.sampled, args.counts, 'PX', args.keep)
return {'sampled'}
