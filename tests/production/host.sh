#!/usr/bin/env bash
# Stands in for a host: runs a program where ports, files and the resolver are its own.
#
#   host.sh ADDRESS PROGRAM [ARGUMENT...]
#
# Runs as root. What is written to /etc, /srv, /run and /var/lib is gone afterwards; names are asked for
# at port 53 of the host itself.
set -euo pipefail

if [ "${1-}" != --inside ]; then
  exec unshare --mount --net --pid --fork --kill-child "$0" --inside "$@"
fi
address=$2
shift 2

ip link set lo up
ip address add "$address/32" dev lo
layers=$(mktemp --directory)
mount -t tmpfs -o size=1g tmpfs "$layers"
for folder in etc srv run var/lib; do
  mkdir --parents "$layers/$folder/upper" "$layers/$folder/work"
  mount -t overlay -o "lowerdir=/$folder,upperdir=$layers/$folder/upper,workdir=$layers/$folder/work" overlay "/$folder"
done
mount -t proc proc /proc
rm --force /etc/resolv.conf
echo "nameserver 127.0.0.1" > /etc/resolv.conf
"$@"
