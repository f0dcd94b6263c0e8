#!/bin/sh
# Runs PostgreSQL, after making its cluster if there is none: sh engine-postgres.sh BIN_DIRECTORY HOME PORT DATABASE
# The password of a new cluster comes in NINES_POSTGRES_PASSWORD.
set -eu
bin=$1 home=$2 port=$3 database=$4
cluster=$home/cluster
umask 077

if [ ! -e "$cluster" ]; then
  # Made beside its place and moved there when it is whole: a crash on the way leaves nothing half done.
  rm -rf "$cluster.new"
  printf '%s\n' "$NINES_POSTGRES_PASSWORD" |
    "$bin/initdb" --pgdata="$cluster.new" --username=postgres --pwfile=/dev/stdin --auth=scram-sha-256 --encoding=UTF8 \
      --locale=C --locale-provider=builtin --builtin-locale=C.UTF-8 --data-checksums --no-instructions
  printf 'CREATE DATABASE "%s";\n' "$database" | "$bin/postgres" --single -D "$cluster.new" postgres
  mv "$cluster.new" "$cluster"
fi

# After a power cut the pid in this file may belong to anybody. A server has its cluster as working directory.
if [ -e "$cluster/postmaster.pid" ]; then
  read -r pid <"$cluster/postmaster.pid" || pid=0
  [ "$(readlink "/proc/$pid/cwd" || true)" = "$cluster" ] || rm -f "$cluster/postmaster.pid"
fi

unset NINES_POSTGRES_PASSWORD
exec "$bin/postgres" -D "$cluster" -p "$port" -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
  -c shared_buffers=64MB -c max_connections=200 -c huge_pages=off -c jit=off
