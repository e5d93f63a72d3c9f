#!/usr/bin/env bash
# Runs a program in the root file system of an image as an engine does, and asks it:
#
#   container.sh ROOT USER STATE NAME=VALUE... -- PROGRAM ARGUMENT...
#
# Only /run and the folder STATE can be written to, there is no capability, and the network is one of
# its own.
set -euo pipefail

if [ "${1-}" != --inside ]; then
  exec unshare --mount --net --pid --fork --kill-child "$0" --inside "$@"
fi
root=$2 user=$3 state=$4
shift 4
environment=()
while [ "$1" != -- ]; do
  environment+=("$1")
  shift
done
shift

fail() {
  echo "error: $1" >&2
  exit 1
}

ip link set lo up
mount --bind "$root" "$root"
mount -o remount,bind,ro "$root"
mount -t tmpfs -o mode=1777,size=1m tmpfs "$root/run"
mount -t tmpfs -o "mode=0700,uid=${user%:*},gid=${user#*:},size=1m" tmpfs "$root$state"
mount -t proc proc "$root/proc"
said=$(mktemp --directory)
mkfifo "$said/stdout"

# Becomes the program; for a subshell.
contained() {
  # The capabilities go with the user, and cannot come back.
  exec env --ignore-environment --chdir=/ "${environment[@]}" \
    setpriv --no-new-privs "$(command -v chroot)" --userspec="$user" --groups= "$root" "$@"
}

contained "$@" > "$said/stdout" &
program=$!
read -r -t 60 line < "$said/stdout" || fail "it does not start"
rm -r "$said"
[ "$line" = "LISTENING http=[::]:8080 dns=[::]:5300 admin=unix:/run/mailguide/control.admin" ] ||
  fail "it says: $line"
for way in -4 -6; do
  curl "$way" --silent --fail --max-time 20 'http://localhost:8080/mail/config-v1.1.xml?emailaddress=fred@gmail.com' |
    grep --quiet '<hostname>imap.gmail.com</hostname>' || fail "no answer over HTTP ($way)"
done
for way in +notcp +tcp; do
  [ "$(dig +short +tries=1 +time=20 "$way" @127.0.0.1 -p 5300 SRV _imaps._tcp.gmail.com)" = "0 0 993 imap.gmail.com." ] ||
    fail "no answer over DNS ($way)"
done
for command in reload status; do
  (contained "$1" "$command") || fail "the control socket does not answer to $command"
done
# A static program, too, finds hosts by their names: where nobody listens it is refused, not lost.
environment+=(MAILGUIDE__SQL__URL=postgres://m@database.test:9/m MAILGUIDE__SQL__SERVICE=google-workspace)
environment+=("MAILGUIDE__SQL__DOMAIN_QUERY=SELECT name FROM domain WHERE name = :domain")
told=$( (contained "$1" config check --connect) 2>&1) && fail "there is a database"
[[ $told == *refused* ]] || fail "it knows no host by name: $told"
status=$root/proc/$program/status
grep --quiet --extended-regexp '^CapEff:\s0+$' "$status" || fail "it has capabilities"
grep --quiet --extended-regexp '^NoNewPrivs:\s1$' "$status" || fail "it may gain privileges"
kill "$program"
wait "$program" || fail "it does not stop cleanly"
echo "it ran, answered and stopped"
