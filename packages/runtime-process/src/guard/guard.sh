#!/bin/sh
# Restarts the supervisor whenever it dies. Usage: guard.sh [--after] COMMAND [ARGUMENT...]
# --after waits first, until whoever holds the other end of standard input is gone; a line from there dismisses it.
# Exit 0 of the supervisor means that it was stopped on purpose; 78 that trying again would not help.
# SIGTERM ends the supervisor and then the guard.
trap '' INT HUP
if [ "$1" = --after ]; then
  shift
  if read -r _; then exit; fi
fi
child=
ending=
trap 'ending=yes; end' TERM

# Ends what runs, if anything does, then the guard. Again and again: a child that is only just becoming its program may
# miss a signal.
end() {
  if [ -z "$child" ]; then return; fi
  while kill "$child" 2>/dev/null; do sleep 0.5; done
  exit
}

# Waits for the command that was just put into the background: a shell acts on signals only while it waits so.
attend() {
  child=$!
  if [ -n "$ending" ]; then end; fi
  wait "$child"
  code=$?
  child=
}

quick=0
while :; do
  began=$(date +%s)
  NINES_GUARD_PID=$$ "$@" </dev/null &
  attend
  case $code in 0 | 78) exit ;; esac
  if [ $(($(date +%s) - began)) -ge 10 ]; then quick=0; else quick=$((quick + 1)); fi
  if [ "$quick" -gt 2 ]; then
    sleep 1 &
    attend
  fi
done
