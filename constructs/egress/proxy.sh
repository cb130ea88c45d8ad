#!/bin/bash
# Installs a forward proxy that lets one network reach a list of hosts. Runs at the first boot; running it again changes
# nothing.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive

# The NAT gateway may still be on its way, and unattended upgrades may hold the lock.
for attempt in $(seq 60); do
  if apt-get -q -o DPkg::Lock::Timeout=600 update && apt-get -q -y -o DPkg::Lock::Timeout=600 install squid; then
    break
  fi
  if [ "$attempt" -eq 60 ]; then
    echo "squid could not be installed" >&2
    exit 1
  fi
  sleep 15
done

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

squid -k parse
systemctl enable squid
systemctl restart squid
