#!/bin/sh
# Parent of one instance: sh -s nines-shim COMMAND [ARGUMENT...] <shim.sh
# $1 is what process lists show.
# fd 3 FIFO: its end-of-file is our death    4 record, appended    5 the instance's stderr    6-9 cgroup.procs, or nothing
# Signals are caught, not ignored: a caught one is set back for the child, an ignored one would be inherited.
trap : HUP INT QUIT TERM USR1 USR2 ALRM TSTP
shift
(
  trap 'echo "unstartable $?" >&4' EXIT
  for group in $NINES_CGROUP_FDS; do echo 0 >&"$group"; done
  unset NINES_CGROUP_FDS
  read -r stat </proc/self/stat
  echo "started $stat" >&4
  echo started >&3
  exec "$@" </dev/null 2>&5 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-
)
echo "exited $?" >&4
