#!/bin/bash
# Makes this server a forward proxy that lets one network reach a list of hosts. Cloud-init runs it once: it installs itself as
# a service and ends. The service runs at every boot, and again a minute after a failure: it leaves alone what it finds done.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive

SELF=/usr/local/sbin/egress
if [ "$0" != "$SELF" ]; then
  install -m 0700 "$0" "$SELF"
  cat > /etc/systemd/system/egress-setup.service <<UNIT
[Unit]
Description=Set up the forward proxy
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
ExecStart=$SELF
Restart=on-failure
RestartSec=60

[Install]
WantedBy=multi-user.target
UNIT
  systemctl daemon-reload
  systemctl enable egress-setup.service
  systemctl start --no-block egress-setup.service
  exit
fi

# The NAT gateway may still be on its way, and unattended upgrades may hold the lock.
if ! dpkg --status squid 2> /dev/null | grep -q '^Status: install ok installed'; then
  dpkg --configure -a # after an installation that was cut off
  apt-get -q -o DPkg::Lock::Timeout=600 update
  apt-get -q -y -o DPkg::Lock::Timeout=600 install squid
fi

cat > /etc/squid/hosts <<'HOSTS'
@HOSTS@
HOSTS

cat > /etc/squid/squid.conf <<'CONF'
http_port @PORT@

acl clients src @CLIENTS@
# -n: no reverse look-up, which whoever owns an address could answer with a listed name.
acl hosts dstdomain -n "/etc/squid/hosts"
# A listed name must not lead to the proxy itself or to the metadata of its instance.
acl local dst 0.0.0.0/8 127.0.0.0/8 169.254.0.0/16 ::1/128 fe80::/10 fd00:ec2::/32
acl web port 80
acl tls port 443
acl CONNECT method CONNECT

# A tunnel for TLS, a request for HTTP, to the listed hosts; nothing else.
http_access deny !clients
http_access deny !hosts
http_access deny local
http_access deny CONNECT !tls
http_access deny !CONNECT !web
http_access allow all

cache deny all
forwarded_for delete
httpd_suppress_version_string on
shutdown_lifetime 3 seconds
access_log daemon:/var/log/squid/access.log squid
CONF

# Clients keep their tunnels unless the configuration has changed since squid was last started by this service.
squid -k parse
systemctl enable squid
sum=$(cat /etc/squid/hosts /etc/squid/squid.conf | sha256sum)
if [ "$(cat /etc/squid/started 2> /dev/null)" != "$sum" ]; then
  systemctl restart squid
  echo "$sum" > /etc/squid/started
else
  systemctl start squid
fi
