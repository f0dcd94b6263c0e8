#!/bin/sh
# Restarts the supervisor whenever it dies. Usage: guard.sh [--after] COMMAND [ARGUMENT...]
# --after waits first, until whoever holds the other end of standard input is gone; a line from there dismisses it.
# Exit 0 of the supervisor means that it was stopped on purpose; 78 that trying again would not help.
trap '' INT HUP
if [ "$1" = --after ]; then
  shift
  if read -r _; then exit; fi
fi
quick=0
while :; do
  began=$(date +%s)
  NINES_GUARD_PID=$$ "$@" </dev/null
  case $? in 0 | 78) exit ;; esac
  if [ $(($(date +%s) - began)) -ge 10 ]; then quick=0; else quick=$((quick + 1)); fi
  if [ "$quick" -gt 2 ]; then sleep 1; fi
done
