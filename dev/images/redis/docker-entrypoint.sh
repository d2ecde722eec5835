#!/bin/sh
# As in the official image, options and a configuration file alone mean the server; and other containers may connect without a password.
# Debian's redis-server protects itself unless told otherwise, where the official build has that switched off.
case ${1:-} in -* | *.conf) set -- redis-server "$@" ;; esac
if [ "${1:-}" = redis-server ]; then
  case " $* " in
    *' --protected-mode '* | *.conf*) ;;
    *) set -- "$@" --protected-mode no ;;
  esac
fi
exec "$@"
