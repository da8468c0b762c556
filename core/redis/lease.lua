-- Done by a script, so that it is done on a full server too.
if redis.call('SET', keys.lease, '1', 'NX', 'PX', args.ms) then return {'taken'} end
return {'held'}
