# Starts Redis with a password: in a configuration file in memory, since arguments stand in the process list and variables in docker inspect.
set -eu
umask 077
mkdir -p /dev/shm/meeshy
{
  echo 'appendonly yes'
  printf 'requirepass "%s"\n' "$(cat /run/secrets/redis-password)"
} >/dev/shm/meeshy/redis.conf
# The official image runs the server as the user redis.
chown -R redis /dev/shm/meeshy
exec docker-entrypoint.sh redis-server /dev/shm/meeshy/redis.conf
