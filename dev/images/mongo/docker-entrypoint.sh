#!/bin/bash
# What stacks rely on in the start of the official image: a root user made from MONGO_INITDB_ROOT_* (or the files that *_FILE name),
# scripts of /docker-entrypoint-initdb.d, authentication from then on, and an ear on every address.
set -eu

# The value of a variable, or the content of the file that the variable of that name with _FILE points to.
setting() {
  local file_variable=$1_FILE
  if [ -n "${!1:-}" ] && [ -n "${!file_variable:-}" ]; then
    echo "error: both $1 and $file_variable are set (but are exclusive)" >&2
    return 1
  fi
  if [ -n "${!file_variable:-}" ]; then cat "${!file_variable}"; else printf %s "${!1:-}"; fi
}

has_argument() {
  local wanted=$1 argument
  shift
  for argument; do
    case $argument in "$wanted" | "$wanted"=*) return 0 ;; esac
  done
  return 1
}

initialise() {
  # Not the port that health tests ask: the server goes down again before it comes up for good.
  local port=27999 script
  mongod --dbpath /data/db --bind_ip 127.0.0.1 --port $port --fork --logpath /tmp/initialise.log >/dev/null
  if [ -n "$user" ]; then
    # By the environment, since arguments stand in the process list.
    NEW_USER=$user NEW_PASSWORD=$password mongosh --quiet --port $port admin --eval \
      'db.createUser({user: process.env.NEW_USER, pwd: process.env.NEW_PASSWORD, roles: ["root"]})' >/dev/null
  fi
  for script in /docker-entrypoint-initdb.d/*; do
    # shellcheck disable=SC1090  # whatever the user mounts there
    case $script in
      *.sh) if [ -x "$script" ]; then "$script"; else . "$script"; fi ;;
      *.js) mongosh --quiet --port $port "${MONGO_INITDB_DATABASE:-test}" "$script" ;;
    esac
  done
  mongod --dbpath /data/db --shutdown >/dev/null
}

case ${1:-} in -*) set -- mongod "$@" ;; esac
if [ "${1:-}" = mongod ]; then
  user=$(setting MONGO_INITDB_ROOT_USERNAME)
  password=$(setting MONGO_INITDB_ROOT_PASSWORD)
  if [ -n "$user" ] && [ -z "$password" ]; then
    echo 'error: MONGO_INITDB_ROOT_USERNAME is set, but MONGO_INITDB_ROOT_PASSWORD is not' >&2
    exit 1
  fi
  if [ ! -e /data/db/WiredTiger ] && { [ -n "$user" ] || compgen -G '/docker-entrypoint-initdb.d/*' >/dev/null; }; then initialise; fi
  if [ -n "$user" ]; then set -- "$@" --auth; fi
  if ! has_argument --bind_ip "$@" && ! has_argument --bind_ip_all "$@"; then set -- "$@" --bind_ip_all; fi
fi
exec "$@"
