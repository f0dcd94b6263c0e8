#!/bin/sh
# Parent of one instance: sh -s nines-shim COMMAND [ARGUMENT...] <shim.sh
# $1 is what process lists show.
# fd 3 FIFO: its end-of-file is our death    4 record, appended    5 the instance's stderr
# Signals are caught, not ignored: a caught one is set back for the child, an ignored one would be inherited.
trap : HUP INT QUIT TERM USR1 USR2 ALRM TSTP
shift
(
  trap 'echo "unstartable $?" >&4' EXIT
  # The only way to learn the pid of a subshell that neither forks nor reads byte by byte.
  for task in /proc/self/task/*; do echo "started ${task##*/}" >&4; done
  echo started >&3
  exec "$@" </dev/null 2>&5 3>&- 4>&- 5>&-
)
echo "exited $?" >&4
