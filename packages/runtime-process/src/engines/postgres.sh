#!/bin/sh
# PostgreSQL as one workload: postgres.sh BINARIES DATA VERSION PORT USER DATABASE, password in POSTGRES_PASSWORD.
# A new data directory is made beside its place and moved there whole, so that a crash in between leaves nothing half
# done; one that is there is used or refused, never replaced.
set -eu
umask 077
binaries=$1 data=$2 version=$3 port=$4 user=$5 database=$6

refuse() {
  echo "$1" >&2
  exit 1
}

initialise() {
  rm -rf "$data.new"
  printf '%s\n' "$POSTGRES_PASSWORD" |
    "$binaries/bin/initdb" --pgdata="$data.new" --username="$user" --pwfile=/dev/stdin --auth=scram-sha-256 \
      --encoding=UTF8 --locale-provider=builtin --builtin-locale=C.UTF-8 --locale=C
  printf 'CREATE DATABASE "%s"\n' "$database" | "$binaries/bin/postgres" --single -j -D "$data.new" postgres >/dev/null
  sync
  mv "$data.new" "$data"
}

if [ ! -e "$data" ]; then initialise; fi
[ -f "$data/PG_VERSION" ] && [ -f "$data/global/pg_control" ] ||
  refuse "ENGINE_DATA_CORRUPT: $data is no PostgreSQL data directory; restore it from a backup, or move it away to start empty"
found=$(cat "$data/PG_VERSION")
[ "$found" = "$version" ] ||
  refuse "ENGINE_DATA_VERSION: $data was written by PostgreSQL $found, this is $version; migrate it with pg_upgrade or dump and restore"
unset POSTGRES_PASSWORD
exec "$binaries/bin/postgres" -D "$data" -p "$port" -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
  -c shared_buffers=64MB -c max_connections=200 -c log_line_prefix='%m [%p] '
