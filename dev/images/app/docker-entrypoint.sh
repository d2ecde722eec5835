#!/bin/sh
# Arguments that are meant for the program stood in for, such as Traefik's, start the server all the same; any other command is run.
case ${1:-nginx} in
  nginx | traefik | -*) exec nginx -g 'daemon off;' ;;
esac
exec "$@"
