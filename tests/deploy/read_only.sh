#!/usr/bin/env bash
# Runs the program as root starts it, on a machine of which it can write /run and its state folder alone:
#
#   read_only.sh PROGRAM FOLDER
#
# FOLDER has mailguide.toml, with certificates for one.test, and root.pem. The mounts, the processes and
# the network are the program's own, so that it takes the ports that it takes elsewhere.
set -euo pipefail

if [ "${1-}" != --inside ]; then
  mkdir "$2/state"
  exec unshare --mount --net --pid --fork --kill-child --mount-proc "$0" --inside "$@"
fi
program=$2 folder=$3

fail() {
  echo "error: $1" >&2
  exit 1
}

ip link set lo up
mount -t tmpfs -o mode=755 tmpfs /run
mount --bind "$folder/state" "$folder/state"
chown nobody: "$folder/state"
chmod 700 "$folder/state"
while read -r _ _ _ _ place _; do
  case $place in
    /run | /run/* | /proc | /proc/* | "$folder/state") ;;
    *) mount -o remount,bind,ro "$place" ;;
  esac
done < /proc/self/mountinfo
for place in /tmp /var/tmp /dev/shm "$folder" /; do
  [ ! -d "$place" ] || ! touch "$place/probe" 2> /dev/null || fail "$place can be written"
done
mkfifo /run/said

start() {
  "$program" serve --http 127.0.0.1:80 --https 127.0.0.1:443 --dns 127.0.0.1:53 --user nobody \
    --state "$folder/state" --config "$folder/mailguide.toml" > /run/said &
  server=$!
  read -r -t 60 line < /run/said || fail "it does not start"
  [[ $line == "LISTENING http=127.0.0.1:80 dns=127.0.0.1:53 https=127.0.0.1:443 admin=unix:/run/mailguide/control.admin" ]] ||
    fail "it says: $line"
}

ask() {
  for scheme in http https; do
    curl --silent --fail --max-time 20 --cacert "$folder/root.pem" --connect-to ::127.0.0.1: \
      "$scheme://one.test/mail/config-v1.1.xml?emailaddress=fred@gmail.com" |
      grep --quiet '<hostname>imap.gmail.com</hostname>' || fail "no answer over $scheme"
  done
  for way in +notcp +tcp; do
    [ "$(dig +short +tries=1 +time=20 "$way" @127.0.0.1 SRV _imaps._tcp.gmail.com)" = "0 0 993 imap.gmail.com." ] ||
      fail "no answer over DNS ($way)"
  done
}

# What is open for writing, and is a file.
written() {
  for information in /proc/"$server"/fdinfo/*; do
    flags=$(sed --quiet 's/^flags:\s*//p' "$information")
    file=$(readlink "/proc/$server/fd/${information##*/}")
    if (((8#$flags & 3) != 0)) && [ -f "$file" ]; then echo "$file"; fi
  done
}

start
ask
# Root reaches it where it is by default, and so do requests to read everything again.
"$program" reload || fail "it does not reload"
"$program" status > /run/status || fail "it does not tell how it is: $(cat /run/status)"
ask
grep --quiet '^Uid:\s65534\s65534\s65534\s65534$' "/proc/$server/status" || fail "it is still root"
[ -z "$(written)" ] || fail "it writes $(written)"
kill -9 "$server"
wait "$server" || true
# What a killed one leaves behind is in nobody's way.
start
ask
kill "$server"
wait "$server" || fail "it does not stop cleanly"
[ -z "$(ls -A /run/mailguide)" ] || fail "it leaves behind: $(ls -A /run/mailguide)"
echo "it started, answered, reloaded and stopped, twice"
