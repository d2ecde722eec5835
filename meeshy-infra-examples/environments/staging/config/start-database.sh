# Starts mongod as a member of the replica set, with authentication.
# mongod refuses a key file that others can read, and runs as the user mongodb in the official image; a secret arrives as a read-only
# file with the owner and the mode that it has on the host. So the secrets are copied to memory, for that user alone.
set -eu
owner=root
if id mongodb >/dev/null 2>&1; then owner=mongodb; fi
secrets=/dev/shm/meeshy
install -d -m 700 -o "$owner" "$secrets"
for secret in mongodb-root-password mongodb-replica-set.key; do
  install -m 400 -o "$owner" "/run/secrets/$secret" "$secrets/$secret"
done
export MONGO_INITDB_ROOT_PASSWORD_FILE=$secrets/mongodb-root-password
exec docker-entrypoint.sh "$@" --keyFile "$secrets/mongodb-replica-set.key"
