#!/usr/bin/env bash
# Whether staging serves, seen from its host; needs bash alone. Run it in any directory; variables of the environment win over .env.
set -euo pipefail
cd "$(dirname "$0")/.."

setting() {
  if [ -n "${!1:-}" ]; then printf %s "${!1}"; else sed -n "s/^$1=//p" .env; fi
}

# status_of PORT HOST PATH: the status that an HTTP server answers with.
status_of() {
  timeout 10 bash -euc '
    exec 3<>"/dev/tcp/127.0.0.1/$1"
    printf "GET %s HTTP/1.0\r\nHost: %s\r\n\r\n" "$3" "$2" >&3
    read -r _ status _ <&3
    echo "$status"
  ' status_of "$@" 2>/dev/null
}

failures=0
expect_served() {
  local name=$1 status
  shift
  status=$(status_of "$@") || status='no answer'
  case $status in
    2?? | 3??) echo "ok      $name: $status" ;;   # Traefik sends a browser on to HTTPS
    *) echo "failed  $name: $status"; failures=$((failures + 1)) ;;
  esac
}

expect_open() {
  if timeout 10 bash -c 'exec 3<>"/dev/tcp/127.0.0.1/$1"' expect_open "$2" 2>/dev/null; then
    echo "ok      $1: port $2 is open"
  else
    echo "failed  $1: nothing listens on port $2"
    failures=$((failures + 1))
  fi
}

domain=$(setting MEESHY_DOMAIN)
http_port=$(setting MEESHY_HTTP_PORT)
expect_served 'the frontend' "$http_port" "$domain" /
expect_served 'the gateway' "$http_port" "gate.$domain" /health
expect_open 'the database' "$(setting MEESHY_MONGODB_PORT)"
expect_open 'the cache' "$(setting MEESHY_REDIS_PORT)"
exit "$failures"
