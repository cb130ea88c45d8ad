#!/bin/bash
# Simulates a new machine in the namespaces of this process, and runs a scenario on it. The overlays discard all changes to the
# folders below at the end. The machine has only its own loopback network, and no systemd.
set -euo pipefail
FIXTURES=$1 SCENARIO=$2
export MAJOR=$3 PACKAGES=$FIXTURES/packages TMPDIR=/run/scenario
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

mkdir "$FIXTURES/changes"
mount -t tmpfs tmpfs "$FIXTURES/changes"
for folder in etc usr var opt; do
  mkdir -p "$FIXTURES/changes/$folder/"{upper,work}
  mount -t overlay overlay -o "lowerdir=/$folder,upperdir=$FIXTURES/changes/$folder/upper,workdir=$FIXTURES/changes/$folder/work" "/$folder"
done
mount -t tmpfs tmpfs /run
mkdir -m 1777 "$TMPDIR"
mount -t tmpfs tmpfs /dev
mkdir -m 1777 /dev/shm
mknod -m 666 /dev/null c 1 3
mknod -m 666 /dev/zero c 1 5
mknod -m 666 /dev/random c 1 8
mknod -m 666 /dev/urandom c 1 9
ln -s /proc/self/fd /dev/fd
mkdir -p /dev/disk/by-id
mknod /dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_vol0123456789abcdef0 b 7 255

# Remove everything that a setup writes, and install stubs for commands that need hardware, systemd or the internet.
rm -rf /etc/postgresql /var/lib/postgresql /etc/pgbackrest.conf /usr/local/sbin/* /usr/local/bin/*
install "$FIXTURES"/stubs/* /usr/local/bin/
sed -i '/^Package: squid$/,/^Status:/s/^Status: .*/Status: deinstall ok config-files/' /var/lib/dpkg/status
mv /usr/bin/pgbackrest /usr/bin/pgbackrest-s3
install "$FIXTURES/pgbackrest" /usr/bin/pgbackrest

# The internet is a server on a separate address, whose certificates this machine trusts.
ip link set lo up
ip address add 10.9.200.1/32 dev lo
cat "$FIXTURES/ca.pem" >> /etc/ssl/certs/ca-certificates.crt
cat "$FIXTURES/hosts" > /etc/hosts
BOOT_INTERNET=$FIXTURES "$FIXTURES/internet" &
until curl --silent --output /dev/null http://archive.ubuntu.com/; do sleep 0.1; done

# shellcheck source=/dev/null
source "$SCENARIO"
