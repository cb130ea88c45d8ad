#!/bin/bash
# Makes this server a TimescaleDB. Cloud-init runs it once, and it then runs as a service at every boot, and again a
# minute after every failure: each step leaves alone what it finds done. It writes no secret to disk.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive

VOLUME='@VOLUME@' # of the data, attached after the server has started
SECRET='@SECRET@' # whose value names the user, the password and the database
REGION='@REGION@'
PROXY='@PROXY@'
CLIENTS='@CLIENTS@'
LOG_GROUP='@LOG_GROUP@'
MAJOR='@MAJOR@'

SELF=/usr/local/sbin/timescale-setup
DATA='@DATA@'
CONFIG=/etc/postgresql/$MAJOR/main

if [ "$0" != "$SELF" ]; then
  install -m 0700 "$0" "$SELF"
  cat > /etc/systemd/system/timescale-setup.service <<UNIT
[Unit]
Description=Set up TimescaleDB
Wants=network-online.target
After=network-online.target snapd.service

[Service]
Type=oneshot
ExecStart=$SELF
Restart=on-failure
RestartSec=60

[Install]
WantedBy=multi-user.target
UNIT
  systemctl daemon-reload
  systemctl enable timescale-setup
  systemctl start --no-block timescale-setup
  exit
fi

# The subnet has no route to the internet: all but the instance's own services and S3 goes through the proxy.
use_proxy() {
  export http_proxy=$PROXY https_proxy=$PROXY
  export no_proxy="localhost,127.0.0.1,169.254.169.254,.s3.$REGION.amazonaws.com"
  cat > /etc/apt/apt.conf.d/95proxy <<APT
Acquire::http::Proxy "$PROXY";
Acquire::https::Proxy "$PROXY";
DPkg::Lock::Timeout "600";
APT
  snap wait system seed.loaded
  snap set system proxy.http="$PROXY" proxy.https="$PROXY"

  local unit=snap.amazon-ssm-agent.amazon-ssm-agent.service
  local override=/etc/systemd/system/$unit.d/proxy.conf
  [ -e "$override" ] && return
  mkdir -p "$(dirname "$override")"
  cat > "$override" <<UNIT
[Service]
Environment="http_proxy=$http_proxy" "https_proxy=$https_proxy" "no_proxy=$no_proxy"
UNIT
  systemctl daemon-reload
  systemctl restart "$unit"
}

# blkid says by its code whether a disk holds something (0) or nothing (2); whatever else it says, the disk is left alone.
format_empty() {
  local found=0
  blkid --probe "$1" > /dev/null || found=$?
  case $found in
    0) ;;
    2) mkfs.@FILESYSTEM@ -q -L timescale "$1" ;;
    *) echo "$1 cannot be read" >&2; return 1 ;;
  esac
}

# Nitro instances number their disks as they find them; udev names them by the volume's id.
mount_data() {
  local device
  device=/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_$(echo "$VOLUME" | tr -d -)
  for _ in $(seq 90); do
    [ -b "$device" ] && break
    sleep 10
  done
  [ -b "$device" ] || { echo "$VOLUME is not attached" >&2; return 1; }
  format_empty "$device"
  grep -q " $DATA " /etc/fstab || echo "$device $DATA @FILESYSTEM@ defaults,noatime,nofail 0 2" >> /etc/fstab
  mkdir -p "$DATA" /etc/systemd/system/postgresql@.service.d
  printf '[Unit]\nRequiresMountsFor=%s\n' "$DATA" > /etc/systemd/system/postgresql@.service.d/data.conf
  systemctl daemon-reload
  mountpoint -q "$DATA" || mount "$DATA"
  resize2fs "$device" # does nothing unless the volume has grown
}

# The cluster's configuration lies beside its data, and its owner has a fixed id: a new server takes both over.
install_packages() {
  getent group postgres || groupadd --system --gid 5432 postgres
  getent passwd postgres || useradd --system --uid 5432 --gid postgres --home-dir "$DATA" --shell /bin/bash postgres
  chown postgres:postgres "$DATA"
  mkdir -p "$DATA/etc"
  [ -L /etc/postgresql ] || ln -s "$DATA/etc" /etc/postgresql

  # A restart is no upgrade, and needs no package server.
  dpkg-query -W python3-boto3 timescaledb-tools "timescaledb-2-postgresql-$MAJOR" > /dev/null 2>&1 && return
  apt-get -q update
  apt-get -q -y install ca-certificates curl gpg openssl postgresql-common python3-boto3
  sed -i 's/^#*create_main_cluster.*/create_main_cluster = false/' /etc/postgresql-common/createcluster.conf
  local key=/usr/share/keyrings/timescaledb.gpg
  [ -s "$key" ] || curl -fsS https://packagecloud.io/timescale/timescaledb/gpgkey | gpg --dearmor --yes -o "$key"
  echo "deb [signed-by=/usr/share/postgresql-common/pgdg/apt.postgresql.org.asc] https://apt.postgresql.org/pub/repos/apt noble-pgdg main" \
    > /etc/apt/sources.list.d/postgresql.list
  echo "deb [signed-by=$key] https://packagecloud.io/timescale/timescaledb/ubuntu/ noble main" \
    > /etc/apt/sources.list.d/timescaledb.list
  apt-get -q update
  apt-get -q -y -o Dpkg::Options::=--force-confold install "timescaledb-2-postgresql-$MAJOR" timescaledb-tools
}

configure() {
  [ -e "$CONFIG/postgresql.conf" ] || pg_createcluster --locale C.UTF-8 --encoding UTF8 "$MAJOR" main -- --data-checksums
  timescaledb-tune --quiet --yes --pg-version="$MAJOR" --conf-path="$CONFIG/postgresql.conf"

  local tls=$DATA/tls
  install -d -o postgres -g postgres -m 0700 "$tls"
  if [ ! -e "$tls/server.crt" ]; then
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 -subj "/CN=$(hostname)" \
      -addext "subjectAltName=IP:$(hostname -I | cut -d' ' -f1)" -keyout "$tls/server.key" -out "$tls/server.crt"
    chown postgres:postgres "$tls/server.key" "$tls/server.crt"
  fi
  cat > "$CONFIG/conf.d/timescale.conf" <<CONF
listen_addresses = '*'
password_encryption = 'scram-sha-256'
ssl = on
ssl_min_protocol_version = 'TLSv1.2'
ssl_cert_file = '$tls/server.crt'
ssl_key_file = '$tls/server.key'
log_connections = on
log_disconnections = on
timescaledb.telemetry_level = off
CONF
  cat > "$CONFIG/pg_hba.conf" <<HBA
local   all all             peer
hostssl all all $CLIENTS scram-sha-256
HBA
  chown -R postgres:postgres "$DATA/etc"
  systemctl enable "postgresql@$MAJOR-main"
  systemctl restart "postgresql@$MAJOR-main"
}

# The secret travels in the environment, so that no process list and no log shows it. The extension's own version follows
# the package's, which a new server takes from the repository.
create_database() {
  local value
  value=$(python3 -c 'import boto3, sys; print(boto3.client("secretsmanager", region_name=sys.argv[1])
    .get_secret_value(SecretId=sys.argv[2])["SecretString"])' "$REGION" "$SECRET")
  VALUE=$value runuser -u postgres -- psql -X -q -v ON_ERROR_STOP=1 <<'SQL'
SET log_min_error_statement = panic;
SET log_statement = 'none';
\getenv value VALUE
SELECT :'value'::json ->> 'username' AS username, :'value'::json ->> 'password' AS password,
       :'value'::json ->> 'dbname' AS dbname \gset
SELECT format('CREATE ROLE %I LOGIN', :'username')
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'username') \gexec
ALTER ROLE :"username" PASSWORD :'password';
SELECT format('CREATE DATABASE %I OWNER %I', :'dbname', :'username')
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'dbname') \gexec
\connect :dbname
CREATE EXTENSION IF NOT EXISTS timescaledb;
\connect :dbname
ALTER EXTENSION timescaledb UPDATE;
SQL
}

watch() {
  local agent=/opt/aws/amazon-cloudwatch-agent dollar='$'
  if [ ! -d "$agent" ]; then
    curl -fsS -o /tmp/agent.deb \
      "https://amazoncloudwatch-agent-$REGION.s3.$REGION.amazonaws.com/ubuntu/amd64/latest/amazon-cloudwatch-agent.deb"
    dpkg -i /tmp/agent.deb
    rm /tmp/agent.deb
  fi
  cat > "$agent/etc/common-config.toml" <<TOML
[proxy]
http_proxy = "$http_proxy"
https_proxy = "$https_proxy"
no_proxy = "$no_proxy"
TOML
  cat > "$agent/etc/timescale.json" <<JSON
{
  "metrics": {
    "namespace": "@NAMESPACE@",
    "append_dimensions": {"InstanceId": "$dollar{aws:InstanceId}"},
    "metrics_collected": {
      "disk": {"measurement": ["used_percent"], "resources": ["$DATA"], "drop_device": true},
      "mem": {"measurement": ["used_percent"]}
    }
  },
  "logs": {
    "logs_collected": {
      "files": {
        "collect_list": [
          {"file_path": "/var/log/postgresql/*.log", "log_group_name": "$LOG_GROUP", "log_stream_name": "{instance_id}"}
        ]
      }
    }
  }
}
JSON
  "$agent/bin/amazon-cloudwatch-agent-ctl" -a fetch-config -m ec2 -s -c "file:$agent/etc/timescale.json"
}

use_proxy
mount_data
install_packages
configure
create_database
watch
