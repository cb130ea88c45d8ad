#!/bin/bash
# Makes this server a TimescaleDB. Cloud-init runs it once: it installs itself and its units, and ends. Each unit runs one
# part of it at every boot, and again a minute after a failure; a part leaves alone what it finds done. What needs the
# network is apart from what the database needs, which starts and runs without. No secret is written to disk.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive

VOLUME='@VOLUME@' # of the data, attached after the server has started
SECRET='@SECRET@' # whose value names the user, the password and the database
REGION='@REGION@'
PROXY='@PROXY@'
CLIENTS='@CLIENTS@'
LOG_GROUP='@LOG_GROUP@'
TYPE='@TYPE@' # of the instance, which PostgreSQL is tuned to
BUCKET='@BUCKET@' # of the backups
BACKUP_DAYS='@BACKUP_DAYS@'
MAJOR='@MAJOR@'
TIMESCALE='@TIMESCALE@'

SELF=/usr/local/sbin/timescale
DATA='@DATA@'
CONFIG=/etc/postgresql/$MAJOR/main
CLUSTER=postgresql@$MAJOR-main

install_units() {
  install -m 0700 "$0" "$SELF"
  unit setup
  unit agent
  unit secret 'OnActiveSec=5' 'OnUnitInactiveSec=60'
  unit backup 'OnActiveSec=60' 'OnCalendar=*-*-* 02:00:00 UTC'
  systemctl daemon-reload
  set -- timescale-setup.service timescale-agent.service timescale-secret.timer timescale-backup.timer
  systemctl enable "$@"
  systemctl start --no-block "$@"
}

# unit writes the unit of a part. It is started at every boot or, where there are lines for one, by a timer.
unit() {
  local part=$1 file=/etc/systemd/system/timescale-$1
  shift
  {
    printf '[Unit]\nDescription=TimescaleDB: %s\n' "$part"
    printf 'Wants=network-online.target\nAfter=network-online.target snapd.service\n\n'
    printf '[Service]\nType=oneshot\nExecStart=%s %s\nRestart=on-failure\nRestartSec=60\n' "$SELF" "$part"
    [ $# != 0 ] || printf '\n[Install]\nWantedBy=multi-user.target\n'
  } > "$file.service"
  [ $# = 0 ] || printf '%s\n' '[Timer]' "$@" '' '[Install]' 'WantedBy=timers.target' > "$file.timer"
}

# render writes standard input to a file. It says no if the file has that content already.
render() {
  local new
  new=$(mktemp)
  cat > "$new"
  if cmp -s "$new" "$1"; then
    rm "$new"
    return 1
  fi
  mkdir -p "$(dirname "$1")"
  install -m 0644 "$new" "$1"
  rm "$new"
}

# The subnet has no route to the internet: all but the instance's own services and S3 goes through the proxy.
use_proxy() {
  export http_proxy=$PROXY https_proxy=$PROXY
  export no_proxy="localhost,127.0.0.1,169.254.169.254,.s3.$REGION.amazonaws.com"
}

configure_proxy() {
  render /etc/apt/apt.conf.d/95proxy <<APT || true
Acquire::http::Proxy "$PROXY";
Acquire::https::Proxy "$PROXY";
DPkg::Lock::Timeout "600";
APT
  snap wait system seed.loaded
  snap set system proxy.http="$PROXY" proxy.https="$PROXY"
  local unit=snap.amazon-ssm-agent.amazon-ssm-agent.service
  if render "/etc/systemd/system/$unit.d/proxy.conf" <<UNIT
[Service]
Environment="http_proxy=$http_proxy" "https_proxy=$https_proxy" "no_proxy=$no_proxy"
UNIT
  then
    systemctl daemon-reload
    systemctl restart "$unit"
  fi
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
  mkdir -p "$DATA"
  if printf '[Unit]\nRequiresMountsFor=%s\n' "$DATA" | render /etc/systemd/system/postgresql@.service.d/data.conf; then
    systemctl daemon-reload
  fi
  mountpoint -q "$DATA" || mount "$DATA"
  resize2fs "$device" # does nothing unless the volume has grown
}

# fetch_key writes the keyring of a signing key, which must be the only one in its file and have this fingerprint.
fetch_key() {
  local url=$1 fingerprint=$2 keyring=$3 home found
  home=$(mktemp -d)
  curl --fail --location --proto =https --silent --show-error --output "$home/key" "$url"
  found=$(gpg --homedir "$home" --batch --quiet --show-keys --with-colons "$home/key" |
    awk -F: '$1 == "pub" { primary = 1 } $1 == "fpr" && primary { print $10; primary = 0 }')
  if [ "$found" != "$fingerprint" ]; then
    printf '%s holds the key "%s" and not %s\n' "$url" "$found" "$fingerprint" >&2
    return 1
  fi
  gpg --homedir "$home" --batch --yes --dearmor --output "$keyring" "$home/key"
  rm -r "$home"
}

# The cluster's configuration lies beside its data, and its owner has a fixed id: a new server takes both over.
install_packages() {
  getent group postgres || groupadd --system --gid 5432 postgres
  getent passwd postgres || useradd --system --uid 5432 --gid postgres --home-dir "$DATA" --shell /bin/bash postgres
  chown postgres:postgres "$DATA"
  mkdir -p "$DATA/etc"
  [ -L /etc/postgresql ] || ln -s "$DATA/etc" /etc/postgresql

  # A restart is no upgrade, and needs no package server.
  set -- python3-boto3 pgbackrest timescaledb-tools "timescaledb-2-postgresql-$MAJOR" "timescaledb-2-loader-postgresql-$MAJOR"
  [ "$(dpkg --status "$@" 2> /dev/null | grep -c '^Status: install ok installed')" != $# ] || return 0
  dpkg --configure -a # after an installation that was cut off
  apt-get -q update
  apt-get -q -y install ca-certificates curl gpg openssl postgresql-common
  sed -i 's/^#*create_main_cluster.*/create_main_cluster = false/' /etc/postgresql-common/createcluster.conf
  local key=/usr/share/keyrings/timescaledb.gpg
  [ -s "$key" ] || fetch_key https://packagecloud.io/timescale/timescaledb/gpgkey @TIMESCALE_KEY@ "$key"
  echo "deb [signed-by=/usr/share/postgresql-common/pgdg/apt.postgresql.org.asc] https://apt.postgresql.org/pub/repos/apt noble-pgdg main" \
    > /etc/apt/sources.list.d/postgresql.list
  echo "deb [signed-by=$key] https://packagecloud.io/timescale/timescaledb/ubuntu/ noble main" \
    > /etc/apt/sources.list.d/timescaledb.list
  printf 'Package: timescaledb-2-postgresql-%s timescaledb-2-loader-postgresql-%s\nPin: version %s*\nPin-Priority: 1001\n' \
    "$MAJOR" "$MAJOR" "$TIMESCALE" > /etc/apt/preferences.d/timescaledb
  apt-get -q update
  apt-get -q -y -o Dpkg::Options::=--force-confold install "$@"
}

# changed says whether a value is another than when it was recorded. What people change in files that are written once
# stays until the server is to have another value.
changed() { [ "$(cat "$DATA/etc/applied/$1" 2> /dev/null)" != "$2" ]; }
record() {
  mkdir -p "$DATA/etc/applied"
  printf %s "$2" > "$DATA/etc/applied/$1"
}

configure() {
  [ -e "$CONFIG/postgresql.conf" ] || pg_createcluster --locale C.UTF-8 --encoding UTF8 "$MAJOR" main -- --data-checksums
  if changed tuned "$TYPE"; then
    timescaledb-tune --quiet --yes --pg-version="$MAJOR" --conf-path="$CONFIG/postgresql.conf"
    record tuned "$TYPE"
  fi
  if changed clients "$CLIENTS"; then
    printf 'local   all all             peer\nhostssl all all %s scram-sha-256\n' "$CLIENTS" > "$CONFIG/pg_hba.conf"
    record clients "$CLIENTS"
  fi
  local tls=$DATA/tls
  install -d -o postgres -g postgres -m 0700 "$tls"
  if [ ! -e "$tls/server.crt" ]; then
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 -subj "/CN=$(hostname)" \
      -addext "subjectAltName=IP:$(hostname -I | cut -d' ' -f1)" -keyout "$tls/server.key" -out "$tls/server.new"
    chown postgres:postgres "$tls/server.key" "$tls/server.new"
    mv "$tls/server.new" "$tls/server.crt"
  fi
  render "$CONFIG/conf.d/timescale.conf" <<CONF || true
listen_addresses = '*'
password_encryption = 'scram-sha-256'
ssl = on
ssl_min_protocol_version = 'TLSv1.2'
ssl_cert_file = '$tls/server.crt'
ssl_key_file = '$tls/server.key'
log_connections = on
log_disconnections = on
log_min_duration_statement = 1000
timescaledb.telemetry_level = off
archive_mode = on
archive_command = 'pgbackrest --stanza=main archive-push %p'
archive_timeout = '@ARCHIVE_TIMEOUT@'
CONF
  # A bucket that cannot be reached costs the last hours of the backup, and not the disk of the database.
  render /etc/pgbackrest.conf <<CONF || true
[global]
repo1-type=s3
repo1-path=/timescale
repo1-s3-bucket=$BUCKET
repo1-s3-region=$REGION
repo1-s3-endpoint=s3.$REGION.amazonaws.com
repo1-s3-key-type=auto
repo1-retention-full-type=time
repo1-retention-full=$BACKUP_DAYS
repo1-bundle=y
archive-push-queue-max=@QUEUE_MAX@
compress-type=zst
start-fast=y
log-level-console=info
log-level-file=off

[main]
pg1-path=$DATA/$MAJOR/main
CONF
  chown -R postgres:postgres "$DATA/etc"
}

# start restarts PostgreSQL only for a configuration other than the one it was last started with.
start() {
  local sum
  sum=$(cat "$CONFIG/postgresql.conf" "$CONFIG/pg_hba.conf" "$CONFIG"/conf.d/* | sha256sum)
  systemctl enable "$CLUSTER"
  if changed started "$sum"; then
    systemctl restart "$CLUSTER"
  else
    systemctl start "$CLUSTER"
  fi
  wait_for_postgres
  record started "$sum"
}

wait_for_postgres() {
  for _ in $(seq 60); do
    runuser -u postgres -- pg_isready --quiet && return
    sleep 2
  done
  echo "PostgreSQL does not accept connections" >&2
  return 1
}

# synchronize gives the database the user, the password and the extension. The secret travels in the environment, so that
# no process list and no log shows it. Beside the password stands which version of the secret it comes from: a restored
# database takes over the present one. Connections stay when a password changes.
synchronize() {
  local answer
  answer=$(python3 -c 'import boto3, sys
answer = boto3.client("secretsmanager", region_name=sys.argv[1]).get_secret_value(SecretId=sys.argv[2])
print(answer["VersionId"], answer["SecretString"])' "$REGION" "$SECRET")
  ANSWER=$answer runuser -u postgres -- psql -X -q -v ON_ERROR_STOP=1 <<'SQL'
SET log_min_error_statement = panic;
SET log_statement = 'none';
SET log_min_duration_statement = -1;
\getenv answer ANSWER
SELECT version, value ->> 'username' AS username, value ->> 'password' AS password, value ->> 'dbname' AS dbname
  FROM (SELECT split_part(:'answer', ' ', 1) AS version,
               substr(:'answer', strpos(:'answer', ' '))::json AS value) AS secret \gset
SELECT :'version' IS DISTINCT FROM
       (SELECT shobj_description(oid, 'pg_authid') FROM pg_roles WHERE rolname = :'username') AS stale \gset
\if :stale
  SELECT format('CREATE ROLE %I LOGIN', :'username')
   WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'username') \gexec
  SELECT format('CREATE DATABASE %I OWNER %I', :'dbname', :'username')
   WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'dbname') \gexec
  \connect :dbname
  SET log_min_error_statement = panic;
  SET log_statement = 'none';
  SET log_min_duration_statement = -1;
  CREATE EXTENSION IF NOT EXISTS timescaledb;
  BEGIN;
  ALTER ROLE :"username" PASSWORD :'password';
  COMMENT ON ROLE :"username" IS :'version';
  COMMIT;
\endif
SQL
}

# back_up makes a full backup on Sundays, and on other days saves what has changed since.
back_up() {
  local type=diff
  [ "$(date -u +%u)" != 7 ] || type=full
  wait_for_postgres
  runuser -u postgres -- pgbackrest --stanza=main stanza-create
  runuser -u postgres -- pgbackrest --stanza=main --type="$type" backup
}

report() {
  local agent=/opt/aws/amazon-cloudwatch-agent dollar='$' source=https://amazoncloudwatch-agent.s3.amazonaws.com new
  if ! dpkg --status amazon-cloudwatch-agent 2> /dev/null | grep -q '^Status: install ok installed'; then
    new=$(mktemp -d)
    fetch_key "$source/assets/amazon-cloudwatch-agent.gpg" @AGENT_KEY@ "$new/key.gpg"
    for file in amazon-cloudwatch-agent.deb amazon-cloudwatch-agent.deb.sig; do
      curl --fail --location --proto =https --silent --show-error --output "$new/$file" "$source/ubuntu/amd64/latest/$file"
    done
    gpgv --keyring "$new/key.gpg" "$new/amazon-cloudwatch-agent.deb.sig" "$new/amazon-cloudwatch-agent.deb"
    dpkg --install "$new/amazon-cloudwatch-agent.deb"
    rm -r "$new"
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
      "disk": {"measurement": ["used_percent"], "resources": ["$DATA", "/"], "drop_device": true},
      "mem": {"measurement": ["used_percent"]},
      "procstat": [{"exe": "@PROCESS@", "measurement": ["pid_count"]}]
    }
  },
  "logs": {
    "logs_collected": {
      "files": {
        "collect_list": [
          {"file_path": "/var/log/postgresql/*.log", "log_group_name": "$LOG_GROUP", "log_stream_name": "{instance_id}"},
          {"file_path": "/var/log/timescale-backup.log", "log_group_name": "$LOG_GROUP", "log_stream_name": "{instance_id}-backup"}
        ]
      }
    }
  }
}
JSON
  "$agent/bin/amazon-cloudwatch-agent-ctl" -a fetch-config -m ec2 -s -c "file:$agent/etc/timescale.json"
}

use_proxy
case $(test $# = 0 || echo "$1") in
  '') install_units ;;
  setup)
    configure_proxy
    mount_data
    install_packages
    configure
    start
    ;;
  secret) synchronize ;;
  agent) report ;;
  backup) back_up >> /var/log/timescale-backup.log 2>&1 ;;
esac
